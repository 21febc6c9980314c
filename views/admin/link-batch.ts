/** One batch of links: how far it is, what is wrong with it, and what to press next. */
import type { Campaign, Closed } from '../../src/domain/campaign.ts'
import {
  isConfirmable,
  isDeliverable,
  keptProblems,
  type LineProblem,
  type LinkBatch,
  linksInFile,
} from '../../src/domain/link-batch.ts'
import { type Html, html } from '../html.ts'
import { facts } from '../layout.ts'
import { formatCount, formatTime, locales } from '../locale.ts'
import { countLinks, standing, stateWords } from './batch-standing.ts'
import { campaignLayout } from './campaign-layout.ts'
import { problemSummary } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'
import { linksPage } from './links-page.ts'

const [english] = locales
const count = (number: number) => formatCount(english, number)

export type ShownBatch = {
  readonly campaign: Campaign
  readonly batch: LinkBatch
  /** Why nothing can be claimed in the campaign now; null where something can. */
  readonly closed: Closed | null
  /** The viewer may press something. */
  readonly mayChange: boolean
  /** The first of what is wrong with its file. */
  readonly found: readonly LineProblem[]
  readonly problems: ReadonlyMap<string, string>
}

export function showBatch(page: AdminPage, shown: ShownBatch): string {
  const { campaign, batch, closed, mayChange, found, problems } = shown
  const content = html`<h2>Batch ${batch.id} <span class="state ${batch.state}">${stateWords[batch.state]}</span></h2>
${problemSummary(problems, {})}
${standing(batch, closed)}
${batch.state === 'refused' && problemTable(batch, found)}
${mayChange && steps(page, campaign, batch)}
${facts([
  ['Ordered by', batch.madeBy],
  ['Ordered', formatTime(english, batch.createdAt, campaign.timeZone)],
  batch.fileName ? ['File', batch.fileName] : null,
])}
${mayChange && ending(page, batch)}
<p><a href="/admin/campaigns/${campaign.id}/links">All links and batches</a></p>`
  return campaignLayout(page, campaign, 'links', linksPage(content))
}

function problemTable({ problems, campaignId, id }: LinkBatch, found: readonly LineProblem[]): Html {
  if (found.length === 0) return html`<p>Its lines were deleted after 30 days.</p>`
  const more = problems - found.length
  return html`<section class="scrolls links-table" tabindex="0" aria-label="Problems"><table>
<thead><tr><th scope="col">Line</th><th scope="col">Column</th><th scope="col">What is wrong</th></tr></thead>
<tbody>${found.map(
    ({ line, column, reason }) =>
      html`<tr><th scope="row">${count(line)}</th><td>${column ?? 'the whole line'}</td><td class="reason">${reason}</td></tr>`,
  )}</tbody>
</table></section>
${more > 0 && html`<p>And ${count(more)} more.</p>`}
<p><a class="small-button" href="/admin/campaigns/${campaignId}/links/batches/${id}/problems.csv">Download the bad lines with their reasons</a>
${problems > keptProblems && html` <small>the first ${count(keptProblems)}</small>`}</p>`
}

/** The file first, then the press that makes its links good: of the two, what is next stands out. */
function steps(page: AdminPage, { timeZone }: Campaign, batch: LinkBatch): Html | null {
  if (!isDeliverable(batch)) return null
  const { state, deliveredAt } = batch
  if (state === 'live')
    return html`<details><summary>The file is lost, or was sent to the wrong people</summary>
<p>Make it again: whoever has not claimed gets a new link, and <strong>the old ones stop working</strong>. So send out the new ones.</p>
${downloadForm(page, batch, 'Make the file again', 'small-button')}</details>`
  return html`<ol class="stages">${
    isConfirmable(batch) && deliveredAt
      ? confirmSteps(page, batch, formatTime(english, deliveredAt, timeZone))
      : downloadSteps(page, batch)
  }</ol>`
}

function downloadSteps(page: AdminPage, batch: LinkBatch): Html {
  return html`<li><h3>Download the file with the links</h3>
<p>It holds the links for the only time; we keep none. If the download breaks off, start it again.</p>
${downloadForm(page, batch, 'Download the links', 'button primary')}</li>
<li><h3>Make the links live</h3>
<p>When the download has finished: <a href="${pathOf(batch)}">go on</a>.</p></li>`
}

function confirmSteps(page: AdminPage, batch: LinkBatch, time: string): Html {
  const links = countLinks(linksInFile(batch))
  return html`<li><h3>Download the file with the links</h3>
<p>Your newest file, of ${time}, has ${links} below its first line.</p>
<details><summary>I do not have this file</summary>
<p>Download it again, with other links: <strong>those of the file before are worth nothing then</strong>.</p>
${downloadForm(page, batch, 'Download it again, with other links', 'small-button')}</details></li>
<li><h3>Make the links live</h3>
<p>Look into the file first. Only the links of your newest file become good.</p>
<form method="post" action="${pathOf(batch)}/confirm">${csrf(page)}
<input type="hidden" name="delivery" value="${batch.delivery}">
<button class="button primary" type="submit">I have the file: make ${links} live</button></form></li>`
}

const pathOf = ({ campaignId, id }: LinkBatch) => `/admin/campaigns/${campaignId}/links/batches/${id}`

function downloadForm(
  page: AdminPage,
  batch: LinkBatch,
  text: string,
  kind: 'button primary' | 'small-button',
): Html {
  return html`<form method="post" action="${pathOf(batch)}/file" data-reload>${csrf(page)}
<p><label><input type="checkbox" name="bom" value="yes"> I will open it in Excel <small>(byte order mark)</small></label></p>
<button class="${kind}" type="submit">${text}</button></form>`
}

function ending(page: AdminPage, batch: LinkBatch): Html | null {
  if (!isDeliverable(batch) && batch.state !== 'receiving') return null
  return html`<details><summary>Withdraw this batch</summary>
<p>Every link of it that nobody has claimed becomes worthless, for good.</p>
<form method="post" action="${pathOf(batch)}/withdraw">${csrf(page)}
<button class="small-button danger" type="submit">Withdraw ${batch.id} …</button></form></details>`
}
