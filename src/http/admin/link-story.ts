/** The page of one claim link, and the deeds that it offers. */
import type { Request, Response } from 'express'
import { showNoLink } from '../../../views/admin/find.ts'
import { type LinkAction, showLinkStory as showLinkStoryPage } from '../../../views/admin/link-story.ts'
import { DomainError } from '../../domain/errors.ts'
import { retryLink } from '../../services/another-account.ts'
import type { Context } from '../../services/context.ts'
import { tellLink } from '../../services/link-story.ts'
import { resolveDeposit } from '../../services/resolve.ts'
import { retryDeposit } from '../../services/retry.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, problemsOf } from './problems.ts'
import { type Decision, shownLink } from './shown-link.ts'

type Named = Request<{ link: string }>

export function showLinkStory(web: Web) {
  return async (req: Named, res: Response) => await sendLink(web, res, req.params.link, null)
}

const deeds: Readonly<Record<LinkAction, (context: Context, id: string, by: string) => Promise<unknown>>> = {
  'another-account': retryLink,
  'send-now': retryDeposit,
}

/** POST one of the actions of a link; behind `requireRole`. */
export function actOnLink(web: Web, action: LinkAction) {
  return async (req: Named, res: Response) => {
    try {
      await deeds[action](web.context, req.params.link, staffOf(res).name)
      seeOther(res, `/admin/links/${req.params.link}`)
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error
      await sendLink(web, res, req.params.link, error.message.replace(/^link: /, 'Nothing was changed: '))
    }
  }
}

/** POST the decision of a review; behind the role of an operator. */
export function decide(web: Web) {
  return async (req: Named, res: Response) => {
    const { link } = req.params
    const typed = { as: String(req.body.as ?? ''), evidence: String(req.body.evidence ?? '') }
    try {
      await resolveDeposit(web.context, link, { ...typed, by: staffOf(res).name })
      seeOther(res, `/admin/links/${link}`)
    } catch (error) {
      const problems = problemsOf(error, ['as', 'evidence'])
      await sendLink(web, res, link, problems.get('') ?? null, { typed, problems })
    }
  }
}

const untouched: Decision = { typed: { as: '', evidence: '' }, problems: noProblems }

/** `problem` is why the last press did nothing, unless it stands beside a field. */
export async function sendLink(
  web: Web,
  res: Response,
  named: string,
  problem: string | null,
  decision: Decision = untouched,
): Promise<void> {
  const page = adminPage(web, res, 'find')
  const failed = problem !== null || decision.problems.size > 0
  try {
    const told = await tellLink(web.context, named)
    const shown = shownLink(told, { staff: staffOf(res), decision })
    sendAdmin(res, failed ? 409 : 200, showLinkStoryPage(page, shown, problem))
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'not-found')) throw error
    sendAdmin(res, 404, showNoLink(page))
  }
}
