/** The list of campaigns. */
import { type Campaign, type CampaignState, nameOf } from '../../src/domain/campaign.ts'
import { includesRole } from '../../src/domain/staff.ts'
import { type Html, html } from '../html.ts'
import { formatDeadline, formatMoney, formatTime, locales } from '../locale.ts'
import { type AdminPage, adminLayout } from './layout.ts'

const [english] = locales
/** What needs somebody first. */
const order: readonly CampaignState[] = ['live', 'paused', 'draft', 'ended']

export type ListedCampaign = Campaign & { readonly accountHeld: boolean; readonly needsSomebody: boolean }

export function showCampaigns(page: AdminPage, campaigns: readonly ListedCampaign[], now: Date): string {
  const mayMake = page.staff !== null && includesRole(page.staff.role, 'marketer')
  const content = html`<div class="campaign-head"><h1>Campaigns</h1>
${mayMake && campaigns.length > 0 && html`<div class="actions"><a class="button primary" href="/admin/campaigns/new">New campaign</a></div>`}</div>
${campaigns.length === 0 ? empty(mayMake) : list(sorted(campaigns), now)}`
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
function sorted(campaigns: readonly ListedCampaign[]): readonly ListedCampaign[] {
  return campaigns.toSorted(
    (one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) ||
      other.createdAt.getTime() - one.createdAt.getTime(),
  )
}

function list(campaigns: readonly ListedCampaign[], now: Date): Html {
  return html`<ul class="campaign-list">${campaigns.map(campaign => item(campaign, now))}</ul>`
}

function item(campaign: ListedCampaign, now: Date): Html {
  const { id, state, amountMinor, grantedMinor, budgetMinor, currency, accountHeld, needsSomebody } = campaign
  const money = (minor: number) => formatMoney(english, { amountMinor: minor, currency })
  const granted = `${money(grantedMinor)} of ${money(budgetMinor)} granted`
  return html`<li>
<p><a href="/admin/campaigns/${id}">${nameOf(campaign)}</a> <small>${campaign.name && `${campaign.senderName} · `}${id}</small>
${accountHeld && html`<span class="state review">account on hold</span>`} ${needsSomebody && html`<span class="state review">needs somebody</span>`}</p>
<p><span class="state ${state}">${state}</span>${campaign.heldSince && html` <span class="state review">on hold</span>`}</p>
<p>${amountMinor === null ? 'Amounts per link' : `${money(amountMinor)} each`}</p>
<p>${windowText(campaign, now)}</p>
<p><meter class="money" min="0" max="${budgetMinor}" value="${grantedMinor}" aria-label="${granted}"></meter> ${granted}</p>
</li>`
}

function windowText({ opensAt, closesAt, timeZone }: Campaign, now: Date): string {
  const end = formatDeadline(english, closesAt, timeZone)
  if (now >= closesAt) return `Over since ${end}`
  return opensAt > now ? `From ${formatTime(english, opensAt, timeZone)} until ${end}` : `Until ${end}`
}
