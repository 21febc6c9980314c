/** What is pressed below the list of a campaign's links, with a file that names them, or on the page of one. */
import type { Request, Response } from 'express'
import { showSure } from '../../../views/admin/sure.ts'
import type { Campaign } from '../../domain/campaign.ts'
import { DomainError } from '../../domain/errors.ts'
import {
  changeLinks,
  countOpen,
  type LinkChange,
  orderReplacements,
  parseUntil,
} from '../../services/link-change.ts'
import { linksNamed } from '../../services/link-names.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { readPosted } from './form-body.ts'
import { sendLink } from './link-story.ts'
import { sendLinks } from './links.ts'
import { adminPage, sendAdmin } from './page.ts'
import { problemsOf } from './problems.ts'
import { withUpload } from './upload.ts'

const actions = ['pause', 'resume', 'extend', 'no-end', 'revoke', 'replace'] as const
type Action = (typeof actions)[number]

type Wanted = {
  readonly ids: readonly string[]
  readonly action: Action
  readonly until: string
  /** That names them; null where they were ticked. */
  readonly fileName: string | null
  /** Asked on the page of the only link, which is shown again. */
  readonly fromLink: boolean
}

/** POST from the list, what is ticked there; or from the page of a link. */
export function changeSelected(web: Web) {
  return async (req: Request, res: Response) => {
    const ids = [req.body['link[]'] ?? []].flat().map(String)
    const fromLink = req.body.from === 'link' && ids.length === 1
    try {
      const [action, until] = [actionOf(req.body.action), String(req.body.until ?? '')]
      if (ids.length === 0) throw new DomainError('invalid-input', 'links: tick at least one first')
      await askOrChange(web, res, { ids, action, until, fileName: null, fromLink })
    } catch (error) {
      await sendProblem(web, req, res, { ids, fromLink, error })
    }
  }
}

/** POST with a file that names them. */
export function changeNamed(web: Web) {
  return async (req: Request, res: Response) => {
    try {
      const wanted = await withUpload(req, res, async ({ fields, file, fileName }): Promise<Wanted> => {
        const ids = [...new Set(await linksNamed(web.context, campaignOf(res), file))]
        const [action, until] = [actionOf(fields.get('action')), fields.get('until') ?? '']
        return { ids, action, until, fileName, fromLink: false }
      })
      await askOrChange(web, res, wanted)
    } catch (error) {
      if (!req.complete) return
      await sendProblem(web, req, res, { ids: [], fromLink: false, error })
    }
  }
}

/** POST of the page that asks, with all that it asked about. */
export function changeSure(web: Web) {
  return async (req: Request, res: Response) => {
    try {
      const { text } = await readPosted(req)
      const ids = idsIn(text)
      if (text('count') !== String(ids.length))
        throw new DomainError('invalid-input', 'the form did not arrive as a whole, so nothing was changed')
      const wanted = { ids, until: '', fileName: null, fromLink: text('from') === 'link' && ids.length === 1 }
      seeOther(res, await change(web, res, { ...wanted, action: actionOf(text('action')) }))
    } catch (error) {
      await sendProblem(web, req, res, { ids: [], fromLink: false, error })
    }
  }
}

function idsIn(text: (name: string) => string | undefined): string[] {
  const ids: string[] = []
  for (let index = 0; ; index++) {
    const slice = text(`ids-${index}`)
    if (slice === undefined) return ids
    ids.push(...slice.split(' '))
  }
}

function actionOf(given: unknown): Action {
  const action = actions.find(known => known === given)
  if (action) return action
  throw new DomainError('invalid-input', 'action: say what to do with the links')
}

/** What cannot be taken back is asked first, where there is anything to change. */
async function askOrChange(web: Web, res: Response, wanted: Wanted): Promise<void> {
  const { action, ids } = wanted
  if (action === 'revoke' || action === 'replace') {
    const campaign = campaignOf(res)
    const open = await countOpen(web.context, campaign, ids)
    const sure = { ...wanted, action, open }
    if (open.links > 0) return sendAdmin(res, 200, showSure(adminPage(web, res, 'campaigns'), campaign, sure))
  }
  seeOther(res, await change(web, res, wanted))
}

/** Returns where to go next. */
async function change(web: Web, res: Response, { ids, action, until, fromLink }: Wanted): Promise<string> {
  const campaign = campaignOf(res)
  const [path, by] = [`/admin/campaigns/${campaign.id}/links`, staffOf(res).name]
  if (action === 'replace') {
    const { id } = await orderReplacements(web.context, campaign, ids, by)
    return `${path}/batches/${id}`
  }
  const wanted = await changeOf(web, campaign, action, until)
  const { changed, left } = await changeLinks(web.context, campaign, ids, wanted, by)
  return fromLink ? `/admin/links/${ids[0]}` : `${path}?done=${changed}-${left}`
}

async function changeOf(
  { context }: Web,
  campaign: Campaign,
  action: Exclude<Action, 'replace'>,
  until: string,
): Promise<LinkChange> {
  if (action === 'no-end') return { kind: 'extend', expiresAt: null }
  if (action !== 'extend') return { kind: action }
  if (until === '') throw new DomainError('invalid-input', 'until: choose the last day first')
  return { kind: 'extend', expiresAt: await parseUntil(context, campaign, until) }
}

type Failed = { readonly ids: readonly string[]; readonly fromLink: boolean; readonly error: unknown }

/** Where it was pressed, with what was ticked there. */
async function sendProblem(
  web: Web,
  req: Request,
  res: Response,
  { ids, fromLink, error }: Failed,
): Promise<void> {
  const problems = problemsOf(error, ['until'])
  const [problem = ''] = problems.values()
  if (fromLink) await sendLink(web, res, ids[0] ?? '', problem)
  else await sendLinks(web, req, res, { problems, ticked: ids })
}
