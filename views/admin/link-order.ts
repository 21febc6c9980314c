/** Ordering links: for a list of recipients, or just so many. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { maxRows } from '../../src/domain/link-batch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatMoney, locales } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { fileField, inputField, problemSummary } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'
import { linksPage } from './links-page.ts'

const [english] = locales

export type OrderForm = {
  readonly campaign: Campaign
  readonly problems: ReadonlyMap<string, string>
  /** What was typed. */
  readonly count: string
}

const labels = { file: 'Your list of recipients, as CSV', count: 'How many links' }

export function showOrder(page: AdminPage, { campaign, problems, count }: OrderForm): string {
  const { id, timeZone } = campaign
  const path = `/admin/campaigns/${id}/links/order`
  const most = formatCount(english, maxRows)
  const { amountMinor, currency } = campaign
  const amount = amountMinor === null ? null : formatMoney(english, { amountMinor, currency })
  const file = {
    name: 'file',
    label: labels.file,
    hint: `Up to ${most} lines, with commas, semicolons or tabs between the columns. In Excel: Save as, “CSV UTF-8”.`,
    problems,
  }
  const content = html`<h2>Add links</h2>
${problemSummary(problems, labels)}
<section aria-labelledby="for-list">
<h3 id="for-list">For a list of recipients</h3>
<p>The file comes back with the same lines, and a link on each. Nobody can claim anything before you have that file and say so.</p>
<form method="post" action="${path}/file?csrf=${page.csrfToken}" enctype="multipart/form-data">
${fileField(file, html`accept=".csv,text/csv" required`)}
<button class="button primary" type="submit">Upload and check</button>
</form>
<h4>Which columns the file needs</h4>
<dl class="as-written">
<div><dt><code>external_id</code></dt><dd>Required: your own reference for the recipient, each once. Better not an e-mail address.</dd></div>
<div><dt><code>amount</code></dt><dd>${amount === null ? html`Required: what the link is worth, like <code>25.00</code>.` : html`If amounts differ, like <code>25.00</code>; without it each link is worth ${amount}.`} With semicolons or tabs between the columns <code>25,00</code> is good too.</dd></div>
<div><dt><code>expires_at</code></dt><dd>If a link ends before the campaign: the last day (<code>2026-12-31</code>, time zone ${timeZone}), or a moment with its zone (<code>2026-12-31T18:00+01:00</code>).</dd></div>
<div><dt>Any others</dt><dd>Are kept as they are and given back in their order.</dd></div>
</dl>
<p class="hint">Large or small letters, spaces and hyphens make no difference to these three names. <a href="${path}/sample.csv">Download a sample to fill in</a></p>
</section>
${amount !== null && byCount(page, `${path}/count`, { amount, most, problems, count })}`
  return campaignLayout(page, campaign, 'links', linksPage(content))
}

type Count = Pick<OrderForm, 'problems' | 'count'> & { readonly amount: string; readonly most: string }

function byCount(page: AdminPage, path: string, { amount, most, problems, count }: Count): Html {
  const hint = `Each worth ${amount}; up to ${most}.`
  const number = { name: 'count', label: labels.count, value: count, hint, problems }
  return html`<section aria-labelledby="by-count">
<h3 id="by-count">Just so many</h3>
<form method="post" action="${path}">
${csrf(page)}
${inputField(number, html`type="text" inputmode="numeric" autocomplete="off" required`)}
<button class="small-button" type="submit">Make the links</button>
</form>
</section>`
}
