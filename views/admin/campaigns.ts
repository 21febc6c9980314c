/** The list of campaigns. */
import type { Campaign, CampaignState } from '../../src/domain/campaign.ts'
import { includesRole } from '../../src/domain/staff.ts'
import { type Html, html } from '../html.ts'
import { formatDeadline, formatMoney, formatTime, locales } from '../locale.ts'
import { type AdminPage, adminLayout } from './layout.ts'

const [english] = locales
/** What needs somebody first. */
const order: readonly CampaignState[] = ['live', 'paused', 'draft', 'ended']

export function showCampaigns(page: AdminPage, campaigns: readonly Campaign[], now: Date): string {
  const mayMake = page.staff !== null && includesRole(page.staff.role, 'marketer')
  const content = html`<div class="campaign-head"><h1>Campaigns</h1>
${mayMake && campaigns.length > 0 && html`<div class="actions"><a class="button primary" href="/admin/campaigns/new">New campaign</a></div>`}</div>
${campaigns.length === 0 ? empty(mayMake) : table(sorted(campaigns), now)}`
  return adminLayout(page, 'Campaigns', content)
}

/** For an address whose campaign does not exist. */
export function showNoCampaign(page: AdminPage): string {
  const content = html`<h1>There is no such campaign</h1>
<p><a href="/admin/campaigns">All campaigns</a></p>`
  return adminLayout(page, 'No such campaign', content)
}

function empty(mayMake: boolean): Html {
  if (!mayMake) return html`<p>There is none yet. Somebody with the role “marketer” makes the first one.</p>`
  return html`<p>There is none yet. A campaign is made in four steps:</p>
<ol><li>Say who sends the reward, what it is worth and how much it may cost in all.</li>
<li>Upload the list of your recipients: each gets a claim link.</li>
<li>Look at everything once more and launch.</li>
<li>Put the links into your mailing.</li></ol>
<p><a class="button primary" href="/admin/campaigns/new">Make your first campaign</a></p>`
}

/** By state, then the newest first. */
function sorted(campaigns: readonly Campaign[]): readonly Campaign[] {
  return campaigns.toSorted(
    (one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) ||
      other.createdAt.getTime() - one.createdAt.getTime(),
  )
}

function table(campaigns: readonly Campaign[], now: Date): Html {
  return html`<section class="scrolls" tabindex="0" aria-label="Campaigns"><table>
<thead><tr><th scope="col">Sender</th><th scope="col">State</th><th scope="col">Amount</th><th scope="col">Window</th><th scope="col">Granted of budget</th></tr></thead>
<tbody>${campaigns.map(campaign => row(campaign, now))}</tbody>
</table></section>`
}

function row(campaign: Campaign, now: Date): Html {
  const { id, senderName, state, amountMinor, grantedMinor, budgetMinor, currency } = campaign
  const money = (minor: number) => formatMoney(english, { amountMinor: minor, currency })
  const granted = `${money(grantedMinor)} of ${money(budgetMinor)}`
  return html`<tr><th scope="row"><a href="/admin/campaigns/${id}">${senderName}</a> <small>${id}</small></th>
<td><span class="state ${state}">${state}</span></td>
<td>${amountMinor === null ? 'per link' : money(amountMinor)}</td>
<td>${windowText(campaign, now)}</td>
<td><meter class="money" min="0" max="${budgetMinor}" value="${grantedMinor}" aria-label="${granted}"></meter> ${granted}</td></tr>`
}

function windowText({ opensAt, closesAt, timeZone }: Campaign, now: Date): string {
  const until = `until ${formatDeadline(english, closesAt, timeZone)}`
  return opensAt > now ? `${formatTime(english, opensAt, timeZone)} ${until}` : until
}
