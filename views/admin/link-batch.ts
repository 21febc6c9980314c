/** One batch of links: how far it is, what is wrong with it, and what to press next. */
import type { Campaign } from '../../src/domain/campaign.ts'
import {
  isConfirmable,
  isDeliverable,
  keptProblems,
  type LineProblem,
  type LinkBatch,
} from '../../src/domain/link-batch.ts'
import { type Html, html } from '../html.ts'
import { facts } from '../layout.ts'
import { formatCount, formatTime, locales, pluralOf } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { problemSummary } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'
import { linksPage } from './links-page.ts'

const [english] = locales
const count = (number: number) => formatCount(english, number)
const links = (number: number) =>
  `${count(number)} ${pluralOf(english, { one: 'link', other: 'links' }, number)}`
const lines = (number: number) =>
  `${count(number)} ${pluralOf(english, { one: 'line', other: 'lines' }, number)}`

export type ShownBatch = {
  readonly campaign: Campaign
  readonly batch: LinkBatch
  /** The viewer may press something. */
  readonly mayChange: boolean
  /** The first of what is wrong with its file. */
  readonly found: readonly LineProblem[]
  readonly problems: ReadonlyMap<string, string>
}

export function showBatch(page: AdminPage, shown: ShownBatch): string {
  const { campaign, batch, mayChange, found, problems } = shown
  const content = html`<h2>Batch ${batch.id} <span class="state ${batch.state}">${stateWords[batch.state]}</span></h2>
${problemSummary(problems)}
${happening(batch)}
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

export const stateWords: Readonly<Record<LinkBatch['state'], string>> = {
  receiving: 'arriving',
  checking: 'being checked',
  refused: 'refused',
  unneeded: 'nothing new',
  issuing: 'not live yet',
  live: 'live',
  withdrawn: 'withdrawn',
}

function happening({ state, lines: all, present, problems, delivered, deliveredAt }: LinkBatch): Html {
  const there =
    present > 0 &&
    html` ${lines(present)} of ${count(all)} have their link already, so nothing is made for those.`
  const makes = all - present
  switch (state) {
    case 'receiving':
      return html`<p role="status">The file is arriving: ${lines(all)} so far. This page looks again by itself.</p>`
    case 'checking':
      return html`<p role="status">All ${lines(all)} are here and are being checked. This page looks again by itself.</p>`
    case 'refused':
      return html`<p>The file has ${count(problems)} ${pluralOf(english, { one: 'problem', other: 'problems' }, problems)}, so nothing was made. Mend the file and <a href="../order">upload it once more</a>.</p>`
    case 'unneeded':
      return html`<p>All ${lines(all)} have their link already, so nothing was made. To get the links of a list that you have lost, make the file of its batch again.</p>`
    case 'issuing':
      return deliveredAt || delivered === 0
        ? html`<p>${links(makes)} can be issued.${there} Nobody can claim one yet.</p>`
        : html`<p role="status">The file is being made: ${links(delivered)} of ${count(makes)}. If your download has stopped, start it again. Nobody can claim one yet.</p>`
    case 'live':
      return html`<p>${links(delivered)} can be claimed.${there}</p>`
    case 'withdrawn':
      return html`<p>What nobody had claimed is worthless.</p>`
  }
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

/** The file first, then the press that makes its links good. */
function steps(page: AdminPage, { timeZone }: Campaign, batch: LinkBatch): Html | null {
  if (!isDeliverable(batch)) return null
  const { state, deliveredAt, delivered } = batch
  if (state === 'live')
    return html`<details><summary>The file is lost, or was sent to the wrong people</summary>
<p>Make it again: whoever has not claimed gets a new link, and <strong>the old ones stop working</strong>. So send out the new ones.</p>
${downloadForm(page, batch, 'Make the file again')}</details>`
  return html`<ol class="stages">
<li><h3>Download the file with the links</h3>
<p>It holds the links for the only time; we keep none. If the download breaks off, start it again.</p>
${downloadForm(page, batch, deliveredAt ? 'Download it again, with other links' : 'Download the links')}</li>
<li><h3>Make the links live</h3>
${
  isConfirmable(batch) && deliveredAt
    ? html`<p>Your newest file, of ${formatTime(english, deliveredAt, timeZone)}, has ${links(delivered)} below its first line. Only its links become good.</p>
<form method="post" action="${pathOf(batch)}/confirm">${csrf(page)}
<input type="hidden" name="delivery" value="${batch.delivery}">
<button class="button primary" type="submit">I have the file: make ${links(delivered)} live</button></form>`
    : html`<p>When the download has finished: <a href="${pathOf(batch)}">go on</a>.</p>`
}</li>
</ol>`
}

const pathOf = ({ campaignId, id }: LinkBatch) => `/admin/campaigns/${campaignId}/links/batches/${id}`

function downloadForm(page: AdminPage, batch: LinkBatch, text: string): Html {
  return html`<form method="post" action="${pathOf(batch)}/file" data-reload>${csrf(page)}
<p><label><input type="checkbox" name="bom" value="yes"> I will open it in Excel <small>(byte order mark)</small></label></p>
<button class="button primary" type="submit">${text}</button></form>`
}

function ending(page: AdminPage, batch: LinkBatch): Html | null {
  if (!isDeliverable(batch) && batch.state !== 'receiving') return null
  return html`<details><summary>Withdraw this batch</summary>
<p>Every link of it that nobody has claimed becomes worthless, for good.</p>
<form method="post" action="${pathOf(batch)}/withdraw">${csrf(page)}
<button class="small-button" type="submit">Withdraw ${batch.id}</button></form></details>`
}
