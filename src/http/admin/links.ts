/** The list of a campaign's links. */
import type { Request, Response } from 'express'
import { showLinks as showLinksPage } from '../../../views/admin/links.ts'
import { type Campaign, isOver } from '../../domain/campaign.ts'
import { tokenIn } from '../../domain/claim-link.ts'
import { type LinkState, linkStates, stateOf } from '../../domain/link-state.ts'
import { includesRole } from '../../domain/staff.ts'
import { listBatches } from '../../services/link-batch.ts'
import { pageOfLinks, searchLinks } from '../../services/link-list.ts'
import { textIn } from '../form-fields.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { campaignOf } from './campaign.ts'
import { adminPage, sendAdmin } from './page.ts'
import { noProblems, type Problems } from './problems.ts'

const shownBatches = 5

type Asked = { readonly words: string; readonly state: LinkState | null; readonly after: string | null }

export function showLinks(web: Web) {
  return async (req: Request, res: Response) => {
    const holdsToken = tokenIn(String(req.query.search ?? '')) !== undefined
    const problems = holdsToken ? new Map([['', noTokenHere]]) : noProblems
    await sendLinks(web, req, res, { problems, ticked: [] })
  }
}

/** This search is in the address, and histories and logs keep addresses. */
const noTokenHere = 'What opens a claim must not stand in an address. “Find a link” takes it.'

/** From the address, or from a form below the list, which carries what is shown; nothing that opens a claim is. */
function askedBy({ query, body }: Request): Asked & { readonly done: string } {
  const given = { ...query, ...body }
  const text = (name: string) => textIn(given, name) ?? ''
  const search = text('search').trim().slice(0, 300)
  const words = tokenIn(search) === undefined ? search : ''
  const after = /^[0-9A-Z]{26}$/.exec(text('after'))?.[0] ?? null
  const state = linkStates.find(known => known === text('state')) ?? null
  return { words, state, after, done: text('done') }
}

type Pressed = {
  readonly problems: Problems
  /** Ids of the links that stay ticked. */
  readonly ticked: readonly string[]
}

/** The list as it was asked for, with what came of the last press. */
export async function sendLinks(
  web: Web,
  req: Request,
  res: Response,
  { problems, ticked }: Pressed,
): Promise<void> {
  const { words, state, after, done } = askedBy(req)
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
    after,
    ticked: new Set(ticked),
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
  const were = left === '1' ? 'One was left as it is' : `${left} were left as they are`
  const rest = left === '0' ? '' : ` ${were}: claimed, revoked, or so already.`
  return `${changed === '1' ? 'One link was' : `${changed} links were`} changed.${rest}`
}
