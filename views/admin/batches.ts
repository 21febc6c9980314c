/** The batches of a campaign: the newest above its list of links, all of them page by page. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type LinkBatch, linksOf } from '../../src/domain/link-batch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatTime, locales } from '../locale.ts'
import { stateWords } from './batch-standing.ts'
import { campaignLayout } from './campaign-layout.ts'
import type { AdminPage } from './layout.ts'
import { linksPage } from './links-page.ts'

const [english] = locales

export type BatchList = {
  readonly campaign: Campaign
  readonly batches: readonly LinkBatch[]
  /** The address of the older ones; null where there are none. */
  readonly older: string | null
}

export function showBatches(page: AdminPage, { campaign, batches, older }: BatchList): string {
  const content = html`<h2>Batches</h2>
${batches.length === 0 ? html`<p>There is none.</p>` : batchTable(campaign, batches)}
${older && html`<p><a class="small-button" href="${older}">Older batches</a></p>`}
<p><a href="/admin/campaigns/${campaign.id}/links">All links</a></p>`
  return campaignLayout(page, campaign, 'links', linksPage(content))
}

export function batchTable({ id: campaignId, timeZone }: Campaign, batches: readonly LinkBatch[]): Html {
  return html`<section class="scrolls links-table" tabindex="0" aria-label="Batches"><table>
<thead><tr><th scope="col">Batch</th><th scope="col">State</th><th scope="col">Links</th><th scope="col">By</th><th scope="col">When</th></tr></thead>
<tbody>${batches.map(batch => {
    const { id, state, madeBy, createdAt, fileName } = batch
    return html`<tr><th scope="row"><a href="/admin/campaigns/${campaignId}/links/batches/${id}">${id}</a> ${fileName && html`<small>${fileName}</small>`}</th>
<td><span class="state ${state}">${stateWords[state]}</span></td><td>${formatCount(english, linksOf(batch))}</td>
<td>${madeBy}</td><td>${formatTime(english, createdAt, timeZone)}</td></tr>`
  })}</tbody></table></section>`
}
