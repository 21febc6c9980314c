/** The links of a campaign: batches, search, and a list from which several are changed at once. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { ClaimLink } from '../../src/domain/claim-link.ts'
import { deadlineOf, reference } from '../../src/domain/claim-link.ts'
import type { LinkBatch } from '../../src/domain/link-batch.ts'
import { type LinkState, linkStates } from '../../src/domain/link-state.ts'
import { type Html, html } from '../html.ts'
import { formatDeadline, formatMoney, locales } from '../locale.ts'
import { batchTable } from './batches.ts'
import { campaignLayout } from './campaign-layout.ts'
import { problemSummary } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'
import { untilField } from './link-change.ts'
import { linkStateWords } from './link-state.ts'
import { linksPage } from './links-page.ts'

const [english] = locales

export type ShownLink = Pick<
  ClaimLink,
  'id' | 'externalId' | 'amountMinor' | 'currency' | 'expiresAt' | 'createdAt'
> & { readonly state: LinkState }

export type LinkList = {
  readonly campaign: Campaign
  readonly mayChange: boolean
  /** The same, and it is not too late for more links. */
  readonly mayOrder: boolean
  /** The newest, and whether there are more. */
  readonly batches: readonly LinkBatch[]
  readonly moreBatches: boolean
  readonly links: readonly ShownLink[]
  /** What is searched for; empty for the whole list. */
  readonly words: string
  readonly state: LinkState | null
  /** The id that the page begins after. */
  readonly after: string | null
  /** Ids of links that stay ticked after a press that did nothing. */
  readonly ticked: ReadonlySet<string>
  /** The address of the next page. */
  readonly next: string | null
  readonly notice: string | null
  readonly problems: ReadonlyMap<string, string>
}

export function showLinks(page: AdminPage, list: LinkList): string {
  const { campaign, mayChange, mayOrder, notice, problems } = list
  const content = html`<h2 class="with-button">Links ${mayOrder && html`<a class="${page.hasLinks || page.openBatches.length > 0 ? 'small-button' : 'button primary'}" href="/admin/campaigns/${campaign.id}/links/order">Add links</a>`}</h2>
${notice && html`<p class="notice" role="status">${notice}</p>`}
${problemSummary(problems, { until: 'Last day' })}
${newest(list)}
${searchForm(list)}
${list.links.length === 0 ? nothing(list) : table(page, list)}
${list.next && html`<p><a class="small-button" href="${list.next}">Older links</a></p>`}
${mayChange && fileForm(page, list)}`
  return campaignLayout(page, campaign, 'links', linksPage(content))
}

function newest({ batches, moreBatches, campaign }: LinkList): Html | null {
  if (batches.length === 0) return null
  return html`<section aria-labelledby="batches"><h3 id="batches">Newest batches</h3>
${batchTable(campaign, batches)}
${moreBatches && html`<p><a class="small-button" href="/admin/campaigns/${campaign.id}/links/batches">All batches</a></p>`}
</section>`
}

function searchForm({ words, state, campaign }: LinkList): Html {
  return html`<section aria-labelledby="list"><h3 id="list">All links</h3>
<form class="links-filters" method="get" action="/admin/campaigns/${campaign.id}/links" role="search">
<div><label for="search">External id or reference</label>
<input type="search" id="search" name="search" value="${words}"></div>
<div><label for="state">State</label>
<select id="state" name="state"><option value="">any</option>${linkStates.map(
    one => html`<option value="${one}"${one === state && html` selected`}>${linkStateWords[one]}</option>`,
  )}</select></div>
<button class="small-button" type="submit">Show</button>
</form>
<p><small>For a claim link there is <a href="/admin/find">Find a link</a>: what is looked for here stands in the address.</small></p></section>`
}

function nothing({ words, state }: LinkList): Html {
  if (words !== '') return html`<p>No link of this campaign is called that.</p>`
  return state === null ? html`<p>There are no links yet.</p>` : html`<p>No link is in this state.</p>`
}

function table(page: AdminPage, list: LinkList): Html {
  const { links, campaign, mayChange } = list
  const rows = html`<section class="scrolls links-table" tabindex="0" aria-label="Links"><table>
<thead><tr>${mayChange && html`<th scope="col"><span class="spoken">Select</span></th>`}<th scope="col">Reference</th><th scope="col">State</th><th scope="col">External id</th><th scope="col">Amount</th><th scope="col">Claim by</th></tr></thead>
<tbody>${links.map(link => row(link, list))}</tbody>
</table></section>`
  if (!mayChange) return rows
  return html`<form method="post" action="/admin/campaigns/${campaign.id}/links/change">${csrf(page)}
${carried(list)}
${rows}
<fieldset class="links-actions"><legend>With the selected links</legend>
${actionButtons}
${untilField('until', campaign)}
${endButtons}
</fieldset></form>`
}

const actionButtons = html`<p class="links-buttons">
<button class="small-button" type="submit" name="action" value="pause">Pause selected</button>
<button class="small-button" type="submit" name="action" value="resume">Resume selected</button>
<button class="small-button" type="submit" name="action" value="replace">Replace selected …</button>
<button class="small-button danger" type="submit" name="action" value="revoke">Revoke selected …</button></p>`

const endButtons = html`<p class="links-buttons">
<button class="small-button" type="submit" name="action" value="extend">Set the last day</button>
<button class="small-button" type="submit" name="action" value="no-end">End them with the campaign</button></p>`

/** What the list shows, so that an answer to the press can show it again; and ticks that are on no row of it. */
function carried({ words, state, after, links, ticked }: LinkList): Html {
  const beyond = [...ticked].filter(id => !links.some(link => link.id === id))
  return html`<input type="hidden" name="search" value="${words}"><input type="hidden" name="state" value="${state}"><input type="hidden" name="after" value="${after}">
${beyond.map(id => html`<input type="hidden" name="link[]" value="${id}">`)}`
}

function row(link: ShownLink, { campaign, mayChange, ticked }: LinkList): Html {
  const { id, externalId, state } = link
  const name = reference(id)
  return html`<tr>${mayChange && html`<td><input type="checkbox" name="link[]" value="${id}" aria-label="Select ${name}"${ticked.has(id) && html` checked`}></td>`}
<th scope="row"><a href="/admin/links/${id}">${name}</a></th><td><span class="state ${state}">${linkStateWords[state]}</span></td>
<td class="reason">${externalId}</td><td>${formatMoney(english, link)}</td>
<td>${formatDeadline(english, deadlineOf(link, campaign), campaign.timeZone)}</td></tr>`
}

function fileForm(page: AdminPage, { campaign }: LinkList): Html {
  return html`<details><summary>Change all links that a file names</summary>
<form method="post" action="/admin/campaigns/${campaign.id}/links/change-file?csrf=${page.csrfToken}" enctype="multipart/form-data">
<p>A CSV with a column <code>external_id</code> or <code>claim_reference</code>; up to 100,000 lines. If one of them names no link, nothing is changed; before links are revoked or replaced you read how many and what they are worth.</p>
<div class="form-field"><label for="action">What to do with them</label>
<select id="action" name="action"><option value="pause">Pause</option><option value="resume">Resume</option><option value="extend">Set the last day</option><option value="no-end">End them with the campaign</option><option value="replace">Replace by new links …</option><option value="revoke">Revoke for good …</option></select></div>
<div class="form-field">${untilField('until-file', campaign)}</div>
<div class="form-field"><label for="file">The file</label><input type="file" id="file" name="file" accept=".csv,text/csv" required></div>
<button class="small-button" type="submit">Go on</button>
</form></details>`
}
