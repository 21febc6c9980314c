/** The list of a campaign's links, and what is pressed below it. */
import type { Request, Response } from 'express'
import { showLinks as showLinksPage, showSure } from '../../../views/admin/links.ts'
import { type Campaign, isOver } from '../../domain/campaign.ts'
import { DomainError } from '../../domain/errors.ts'
import { type LinkState, linkStates, stateOf } from '../../domain/link-state.ts'
import { includesRole } from '../../domain/staff.ts'
import { listBatches } from '../../services/link-batch.ts'
import { changeLinks, type LinkChange, orderReplacements, parseUntil } from '../../services/link-change.ts'
import { pageOfLinks, searchLinks } from '../../services/link-list.ts'
import { linksNamed } from '../../services/link-names.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems, problemsOf } from './problems.ts'
import { withUpload } from './upload.ts'

const shownBatches = 5

type Asked = { readonly words: string; readonly state: LinkState | null; readonly after: string | null }

export function showLinks(web: Web) {
  return async (req: Request, res: Response) => await sendLinks(web, res, askedBy(req), noProblems)
}

function askedBy({ query }: Request): Asked & { readonly done: string } {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  const after = /^[0-9A-Z]{26}$/.exec(text('after'))?.[0] ?? null
  const state = linkStates.find(known => known === text('state')) ?? null
  return { words: text('search').trim().slice(0, 300), state, after, done: text('done') }
}

async function sendLinks(
  web: Web,
  res: Response,
  { words, state, after, done }: Asked & { readonly done: string },
  problems: Problems,
): Promise<void> {
  const campaign = campaignOf(res)
  const searched = words === '' ? null : await searchLinks(web.context, campaign, words)
  const found = searched
    ? {
        links: searched.filter(link => state === null || stateOf(link, web.context.clock()) === state),
        next: null,
      }
    : await pageOfLinks(web.context, campaign, { state, after })
  const batches = await listBatches(web.context, campaign, { after: null, most: shownBatches + 1 })
  const mayChange = includesRole(staffOf(res).role, 'marketer')
  const list = {
    campaign,
    mayChange,
    mayOrder: mayChange && !isOver(campaign, web.context.clock()),
    batches: batches.slice(0, shownBatches),
    moreBatches: batches.length > shownBatches,
    links: found.links.map(link => ({ ...link, state: stateOf(link, web.context.clock()) })),
    words,
    state,
    next:
      found.next && `${pathOf(campaign)}?${new URLSearchParams({ state: state ?? '', after: found.next })}`,
    notice: noticeOf(done),
    problems,
  }
  sendAdmin(res, problems.size === 0 ? 200 : 400, showLinksPage(adminPage(web, res, 'campaigns'), list))
}

const pathOf = ({ id }: Campaign) => `/admin/campaigns/${id}/links`

/** How many were changed and how many left, from the address that a press leads to. */
function noticeOf(done: string): string | null {
  const [, changed, left] = /^(\d{1,7})-(\d{1,7})$/.exec(done) ?? []
  if (changed === undefined) return null
  const rest = left === '0' ? '' : ` ${left} were left as they are: claimed, revoked, or so already.`
  return `${changed === '1' ? 'One link was' : `${changed} links were`} changed.${rest}`
}

const actions = ['pause', 'resume', 'extend', 'revoke', 'replace'] as const
type Action = (typeof actions)[number]

/** POST from the list: what is ticked there. */
export function changeSelected(web: Web) {
  return async (req: Request, res: Response) => {
    const ids = [req.body['link[]'] ?? []].flat().map(String)
    try {
      const action = actionOf(req.body.action)
      if (ids.length === 0) throw new DomainError('invalid-input', 'links: tick at least one first')
      if ((action === 'revoke' || action === 'replace') && req.body.sure !== 'yes') {
        const sure = { campaign: campaignOf(res), action, ids }
        return sendAdmin(res, 200, showSure(adminPage(web, res, 'campaigns'), sure))
      }
      seeOther(res, await change(web, res, { ids, action, until: String(req.body.until ?? '') }))
    } catch (error) {
      await sendLinks(web, res, askedBy(req), problemsOf(error, ['until']))
    }
  }
}

/** POST with a file that names them. */
export function changeNamed(web: Web) {
  return async (req: Request, res: Response) => {
    try {
      const address = await withUpload(req, res, async ({ fields, file }) => {
        const ids = await linksNamed(web.context, campaignOf(res), file)
        const [action, until] = [actionOf(fields.get('action')), fields.get('until') ?? '']
        return await change(web, res, { ids, action, until })
      })
      seeOther(res, address)
    } catch (error) {
      if (!req.complete) return
      await sendLinks(web, res, askedBy(req), problemsOf(error, ['until']))
    }
  }
}

function actionOf(given: unknown): Action {
  const action = actions.find(known => known === given)
  if (action) return action
  throw new DomainError('invalid-input', 'action: say what to do with the links')
}

type Wanted = { readonly ids: readonly string[]; readonly action: Action; readonly until: string }

/** Returns where to go next. */
async function change(web: Web, res: Response, { ids, action, until }: Wanted): Promise<string> {
  const campaign = campaignOf(res)
  const by = staffOf(res).name
  if (action === 'replace') {
    const { id } = await orderReplacements(web.context, campaign, ids, by)
    return `${pathOf(campaign)}/batches/${id}`
  }
  const wanted: LinkChange =
    action === 'extend'
      ? { kind: 'extend', expiresAt: await parseUntil(web.context, campaign, until) }
      : { kind: action }
  const { changed, left } = await changeLinks(web.context, campaign, ids, wanted, by)
  return `${pathOf(campaign)}?done=${changed}-${left}`
}
