/** The list of campaigns. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { formatMoney, locales } from '../locale.ts'
import { type AdminPage, adminLayout } from './layout.ts'

const [english] = locales

export function showCampaigns(page: AdminPage, campaigns: readonly Campaign[]): string {
  const content = html`<h1>Campaigns</h1>
${campaigns.length === 0 ? html`<p>There is none yet.</p>` : table(campaigns)}`
  return adminLayout(page, 'Campaigns', content)
}

/** For an address whose campaign does not exist. */
export function showNoCampaign(page: AdminPage): string {
  const content = html`<h1>There is no such campaign</h1>
<p><a href="/admin/campaigns">All campaigns</a></p>`
  return adminLayout(page, 'No such campaign', content)
}

function table(campaigns: readonly Campaign[]): Html {
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Campaigns"><table>
<thead><tr><th scope="col">Sender</th><th scope="col">State</th><th scope="col">Amount</th><th scope="col">Granted of budget</th></tr></thead>
<tbody>${campaigns.map(row)}</tbody>
</table></div>`
}

function row({ id, senderName, state, amountMinor, grantedMinor, budgetMinor, currency }: Campaign): Html {
  const money = (minor: number) => formatMoney(english, { amountMinor: minor, currency })
  return html`<tr><th scope="row"><a href="/admin/campaigns/${id}">${senderName}</a> <small>${id}</small></th>
<td><span class="state ${state}">${state}</span></td><td>${money(amountMinor)}</td>
<td>${money(grantedMinor)} of ${money(budgetMinor)}</td></tr>`
}
