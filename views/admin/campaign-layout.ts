/** The layout of everything about one campaign: its name, its state, what to do next, and where else to look. */
import { type Campaign, nameOf } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { openStep } from './batch-standing.ts'
import { type AdminPage, adminLayout, csrf, mayAct } from './layout.ts'

const tabs = [
  ['watch', 'Watch', ''],
  ['links', 'Links', '/links'],
  ['embed', 'Embed', '/embed'],
  ['preview', 'Preview', '/preview'],
  ['settings', 'Settings', '/settings'],
] as const
/** Steps that are reached from the head of every page and stand in no tab. */
const steps = [
  ['launch', 'Launch', '/launch'],
  ['end', 'End', '/end'],
] as const
export type Tab = (typeof tabs)[number][0] | (typeof steps)[number][0]

/** `content` begins with headings of the second level. */
export function campaignLayout(page: AdminPage, campaign: Campaign, current: Tab, content: Html): string {
  const { id, state } = campaign
  const name = nameOf(campaign)
  const [, title] = [...tabs, ...steps].find(([name]) => name === current) ?? tabs[0]
  const heading = html`<div class="campaign-head">
<h1>${name} <span class="state ${state}">${state}</span>${campaign.heldSince && html` <span class="state review">on hold</span>`}</h1>
${actions(page, campaign, { current, quiet: content.text.includes('class="button primary') })}
</div>
<nav aria-label="Campaign"><ul class="tabs">${tabs.map(
    ([name, text, path]) =>
      html`<li><a href="/admin/campaigns/${id}${path}"${name === current && html` aria-current="page"`}>${text}</a></li>`,
  )}</ul></nav>`
  return adminLayout(page, `${title} – ${name}`, html`${heading}\n${content}`)
}

type Place = {
  readonly current: Tab
  /** The page has a button of its own that stands out: one is enough. */
  readonly quiet: boolean
}

/** The one obvious next step as the button that stands out, and what else can be done with the campaign as a whole. */
function actions(page: AdminPage, campaign: Campaign, place: Place): Html | null {
  if (!mayAct(page, 'marketer')) return null
  const { state } = campaign
  const end = state === 'draft' ? 'Discard' : 'End'
  return html`<div class="actions">
${nextStep(page, campaign, place)}
${state === 'live' && pressed(page, campaign, 'pause', 'Pause', 'small-button')}
${state !== 'ended' && place.current !== 'end' && html`<a class="small-button danger" href="/admin/campaigns/${campaign.id}/end">${end}</a>`}
</div>`
}

function nextStep(page: AdminPage, campaign: Campaign, { current, quiet }: Place): Html | null {
  const { id, state } = campaign
  const kind = quiet ? 'small-button' : 'button primary'
  if (state === 'paused') return pressed(page, campaign, 'resume', 'Resume', kind)
  if (state === 'ended') return pressed(page, campaign, 'duplicate', 'Duplicate', 'small-button')
  const [tab, path, text] = stepAhead(page, state)
  return tab === current ? null : html`<a class="${kind}" href="/admin/campaigns/${id}/${path}">${text}</a>`
}

type Step = readonly [tab: Tab | null, path: string, text: string]

/** Links first, ordered and confirmed, then the launch, then the mail. */
function stepAhead({ openBatches, hasLinks }: AdminPage, state: 'draft' | 'live'): Step {
  const [batch] = openBatches
  if (batch) return [null, `links/batches/${batch.id}`, openStep(batch)]
  if (state === 'live') return ['embed', 'embed', 'Embed']
  return hasLinks ? ['launch', 'launch', 'Launch'] : ['links', 'links/order', 'Add links']
}

/** A form of one button. */
export function pressed(
  page: AdminPage,
  { id }: Pick<Campaign, 'id'>,
  path: string,
  text: string,
  kind: 'button primary' | 'small-button',
): Html {
  return html`<form method="post" action="/admin/campaigns/${id}/${path}">${csrf(page)}<button class="${kind}" type="submit">${text}</button></form>`
}
