/** The page of one claim link, and the deeds that it offers. */
import type { Request, Response } from 'express'
import { showNoLink } from '../../../views/admin/find.ts'
import {
  type LinkAction,
  type ShownLink,
  showLinkStory as showLinkStoryPage,
} from '../../../views/admin/link-story.ts'
import { storyOf } from '../../../views/operator/deposit-story.ts'
import { storyOfUnclaimed } from '../../../views/operator/link-story.ts'
import { DomainError } from '../../domain/errors.ts'
import { includesRole, type Role } from '../../domain/staff.ts'
import { retryLink } from '../../services/another-account.ts'
import type { Context } from '../../services/context.ts'
import { type LinkStory, tellLink } from '../../services/link-story.ts'
import { retryDeposit } from '../../services/retry.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { adminPage, sendAdmin } from './page.ts'

type Named = Request<{ link: string }>

export function showLinkStory(web: Web) {
  return async (req: Named, res: Response) => await sendLink(web, req, res, null)
}

/** Money and machines are the operators', links the marketers'. */
export const linkActions: Readonly<Record<LinkAction, Role>> = {
  'another-account': 'marketer',
  'send-now': 'operator',
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
      if (!(error instanceof DomainError && error.code === 'conflict')) throw error
      await sendLink(web, req, res, error.message.replace(/^link: /, 'Nothing was changed: '))
    }
  }
}

async function sendLink(web: Web, req: Named, res: Response, problem: string | null): Promise<void> {
  const page = adminPage(web, res, 'find')
  try {
    const shown = shownLink(await tellLink(web.context, req.params.link), staffOf(res).role)
    sendAdmin(res, problem === null ? 200 : 409, showLinkStoryPage(page, shown, problem))
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'not-found')) throw error
    sendAdmin(res, 404, showNoLink(page))
  }
}

function shownLink(told: LinkStory, role: Role): ShownLink {
  const { link, campaign, standing, deposit, successor, account } = told
  const reason = standing.kind === 'closed' ? standing.reason : null
  const asked = deposit !== null && deposit.attempts.length > 0
  return {
    ...told,
    story: deposit ? storyOf(deposit) : storyOfUnclaimed({ ...told, link, campaign, reason, successor }),
    question: asked ? { ...deposit.deposit, account, attempts: deposit.attempts } : null,
    actions: possibleActions(told).filter(action => includesRole(role, linkActions[action])),
  }
}

function possibleActions({ deposit, successor }: LinkStory): LinkAction[] {
  if (deposit?.deposit.state === 'refused' && successor === null) return ['another-account']
  return deposit?.deposit.state === 'pending' ? ['send-now'] : []
}
