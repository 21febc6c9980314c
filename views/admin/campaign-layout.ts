/** The layout of everything about one campaign: its name, its state, what to do next, and where else to look. */
import { type Campaign, nameOf } from '../../src/domain/campaign.ts'
import { includesRole } from '../../src/domain/staff.ts'
import { type Html, html } from '../html.ts'
import { type AdminPage, adminLayout, csrf } from './layout.ts'

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
${actions(page, campaign, current)}
</div>
<nav aria-label="Campaign"><ul class="tabs">${tabs.map(
    ([name, text, path]) =>
      html`<li><a href="/admin/campaigns/${id}${path}"${name === current && html` aria-current="page"`}>${text}</a></li>`,
  )}</ul></nav>`
  return adminLayout(page, `${title} – ${name}`, html`${heading}\n${content}`)
}

/** The one obvious next step as the button that stands out, and what else can be done with the campaign as a whole. */
function actions(page: AdminPage, campaign: Campaign, current: Tab): Html | null {
  const { staff } = page
  if (!staff || !includesRole(staff.role, 'marketer')) return null
  const { state } = campaign
  const end = state === 'draft' ? 'Discard' : 'End'
  return html`<div class="actions">
${nextStep(page, campaign, current)}
${state === 'live' && pressed(page, campaign, 'pause', 'Pause', 'small-button')}
${state !== 'ended' && current !== 'end' && html`<a class="small-button" href="/admin/campaigns/${campaign.id}/end">${end}</a>`}
</div>`
}

function nextStep(page: AdminPage, campaign: Campaign, current: Tab): Html | null {
  const { state } = campaign
  if (state === 'paused') return pressed(page, campaign, 'resume', 'Resume', 'button primary')
  if (state === 'ended') return pressed(page, campaign, 'duplicate', 'Duplicate', 'small-button')
  const [name, text] =
    state === 'live' ? ['embed', 'Embed'] : page.hasLinks ? ['launch', 'Launch'] : ['links', 'Add links']
  if (name === current) return null
  const path = name === 'links' ? 'links/order' : name
  return html`<a class="button primary" href="/admin/campaigns/${campaign.id}/${path}">${text}</a>`
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
