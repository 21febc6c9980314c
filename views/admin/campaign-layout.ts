/** The layout of everything about one campaign: its name, its state, and where else to look. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { type AdminPage, adminLayout } from './layout.ts'

const tabs = [
  ['watch', 'Watch', ''],
  ['links', 'Links', '/links'],
  ['embed', 'Embed', '/embed'],
] as const
export type Tab = (typeof tabs)[number][0]

/** `content` begins with headings of the second level. */
export function campaignLayout(page: AdminPage, campaign: Campaign, current: Tab, content: Html): string {
  const { id, senderName, state } = campaign
  const [, title] = tabs.find(([name]) => name === current) ?? tabs[0]
  const heading = html`<h1>${senderName} <span class="state ${state}">${state}</span></h1>
<nav aria-label="Campaign"><ul class="tabs">${tabs.map(
    ([name, text, path]) =>
      html`<li><a href="/admin/campaigns/${id}${path}"${name === current && html` aria-current="page"`}>${text}</a></li>`,
  )}</ul></nav>`
  return adminLayout(page, `${title} – ${senderName}`, html`${heading}\n${content}`)
}
