/** Finding one claim link: by the marketer's reference, by ours, or by the link itself. */
import { reference } from '../../src/domain/claim-link.ts'
import type { LinkState } from '../../src/domain/link-state.ts'
import { type Html, html } from '../html.ts'
import { formatMoney, locales } from '../locale.ts'
import { inputField } from './form.ts'
import { type AdminPage, adminLayout, csrf } from './layout.ts'
import { linkStateWords } from './link-state.ts'

const [english] = locales

export type FoundLink = {
  readonly id: string
  readonly externalId: string | null
  readonly campaignName: string
  readonly amountMinor: number
  readonly currency: string
  readonly state: LinkState
}

export type Found = {
  readonly links: readonly FoundLink[]
  /** There are more than are listed. */
  readonly more: boolean
}

/** A form that posts, because what is pasted may open a claim, and addresses are kept in histories and logs. */
export function findForm(page: AdminPage, text: string, problem?: string): Html {
  const field = {
    name: 'text',
    label: 'Recipient reference, our reference or claim link',
    hint: 'Such as customer-4711 or a part of it, 7KQ2-M9XA, or the whole link as it was mailed, or its claim_token.',
    value: text,
    problems: new Map(problem ? [['text', problem]] : []),
  }
  return html`<form method="post" action="/admin/find">
${csrf(page)}
${inputField(field, html`type="search" maxlength="2000" autocomplete="off" required`)}
<button class="small-button" type="submit">Find it</button>
</form>`
}

/** `found` is null before anything was asked. */
export function showFind(page: AdminPage, text: string, found: Found | null, problem?: string): string {
  const content = html`<h1>Find a link</h1>
${findForm(page, text, problem)}
${found && results(found)}`
  return adminLayout(page, 'Find a link', content)
}

function results({ links, more }: Found): Html {
  if (links.length === 0)
    return html`<h2>Nothing found</h2>
<p>No claim link has this reference or address. Compare it letter by letter; of our own reference the first four are enough.</p>`
  return html`<h2>${links.length === 1 ? 'One link' : `${links.length} links`}</h2>
${more && html`<p>There are more: give more of the reference.</p>`}
<section class="scrolls links-table" tabindex="0" aria-label="Links"><table>
<thead><tr><th scope="col">Reference</th><th scope="col">State</th><th scope="col">External id</th><th scope="col">Campaign</th><th scope="col">Amount</th></tr></thead>
<tbody>${links.map(row)}</tbody></table></section>`
}

function row({ id, externalId, campaignName, state, ...money }: FoundLink): Html {
  return html`<tr><th scope="row"><a href="/admin/links/${id}">${reference(id)}</a></th><td><span class="state ${state}">${linkStateWords[state]}</span></td>
<td class="reason">${externalId}</td><td class="reason">${campaignName}</td><td>${formatMoney(english, money)}</td></tr>`
}

export function showNoLink(page: AdminPage): string {
  const content = html`<h1>There is no such link</h1>
<p><a href="/admin/find">Find a link</a></p>`
  return adminLayout(page, 'No such link', content)
}
