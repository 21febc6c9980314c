/** The list of campaigns. */
import { type Campaign, type CampaignState, nameOf } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatDeadline, formatMoney, formatTime, locales } from '../locale.ts'
import { type AdminPage, adminLayout, mayAct } from './layout.ts'

const [english] = locales
/** What needs somebody first. */
const order: readonly CampaignState[] = ['live', 'paused', 'draft', 'ended']

export type ListedCampaign = Campaign & { readonly accountHeld: boolean; readonly needsSomebody: boolean }

export type CampaignList = {
  readonly campaigns: readonly ListedCampaign[]
  /** What is searched for, in names, senders and ids; empty for everything. */
  readonly words: string
  /** Empty for any. */
  readonly state: string
  readonly now: Date
}

export function showCampaigns(page: AdminPage, asked: CampaignList): string {
  const { campaigns } = asked
  const mayMake = mayAct(page, 'marketer')
  const content = html`<div class="campaign-head"><h1>Campaigns</h1>
${mayMake && campaigns.length > 0 && html`<div class="actions"><a class="button primary" href="/admin/campaigns/new">New campaign</a></div>`}</div>
${campaigns.length === 0 ? empty(mayMake) : html`${filterForm(asked)}\n${found(asked)}`}`
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

function filterForm({ words, state }: CampaignList): Html {
  return html`<form class="links-filters" method="get" action="/admin/campaigns" role="search">
<div><label for="search">Name, sender or id</label>
<input type="search" id="search" name="search" maxlength="100" value="${words}"></div>
<div><label for="state">State</label>
<select id="state" name="state"><option value="">any</option>${order.map(
    one => html`<option value="${one}"${one === state && html` selected`}>${one}</option>`,
  )}</select></div>
<button class="small-button" type="submit">Show</button>
</form>`
}

/** Ended ones are folded away, unless they need somebody or are asked for. */
function found({ campaigns, words, state, now }: CampaignList): Html {
  const wanted = sorted(campaigns).filter(
    campaign => (state === '' || campaign.state === state) && isCalled(campaign, words),
  )
  if (wanted.length === 0)
    return html`<p>No campaign is called that, or is in that state. <a href="/admin/campaigns">All campaigns</a></p>`
  if (words !== '' || state !== '') return list(wanted, now)
  const isFolded = ({ state: its, needsSomebody }: ListedCampaign) => its === 'ended' && !needsSomebody
  const [ended, others] = [wanted.filter(isFolded), wanted.filter(campaign => !isFolded(campaign))]
  return html`${others.length > 0 && list(others, now)}
${ended.length > 0 && html`<details${others.length === 0 && html` open`}><summary>${formatCount(english, ended.length)} ended</summary>${list(ended, now)}</details>`}`
}

function isCalled({ id, name, senderName }: Campaign, words: string): boolean {
  const wanted = words.toLowerCase()
  return [id, name, senderName].some(text => text.toLowerCase().includes(wanted))
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
