/** Taking the links of a campaign away as a file. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type Html, html } from '../html.ts'
import { campaignLayout } from './campaign-layout.ts'
import { choiceField, inputField, problemSummary } from './form.ts'
import type { AdminPage } from './layout.ts'

const states = [
  ['', 'All links'],
  ['issuing', 'Not live yet'],
  ['unclaimed', 'Unclaimed'],
  ['paused', 'Paused'],
  ['waiting', 'Waiting'],
  ['deposited', 'Deposited'],
  ['refused', 'Refused'],
  ['review', 'In review'],
  ['expired', 'Expired'],
  ['revoked', 'Revoked'],
] as const

const formats = [
  ['csv', 'CSV, for spreadsheets'],
  ['ndjson', 'NDJSON, for programs: one JSON object a line'],
  ['json', 'Summary: the figures of this page, as JSON'],
] as const

export type AskedReport = {
  readonly format: string
  readonly state: string
  readonly from: string
  readonly to: string
  readonly problems: ReadonlyMap<string, string>
}

const nothing: AskedReport = { format: 'csv', state: '', from: '', to: '', problems: new Map() }

const labels = {
  format: 'Format',
  state: 'Which links',
  from: 'In this state since, from',
  to: 'until',
}

export function reportForm({ id, timeZone }: Campaign, asked: AskedReport = nothing): Html {
  const { problems } = asked
  const field = (name: keyof typeof labels) => ({
    name,
    label: labels[name],
    value: asked[name],
    problems,
  })
  return html`<p class="small">One row for each link: its state, times, amount and visits. No claim link and no Amazon account is in it.</p>
<form method="get" action="/admin/campaigns/${id}/report">
<div class="pair">
${choiceField(field('format'), formats)}
${choiceField(field('state'), states)}
${inputField(field('from'), html`type="date"`)}
${inputField(field('to'), html`type="date"`)}
</div>
<p class="hint">Days of ${timeZone}, both included. Left empty, all time.</p>
<button class="small-button" type="submit">Download</button>
</form>
<p class="small">For the accounts there is the <a href="/admin/activity?campaign=${id}">activity</a>: what was paid, with request ids, by day.</p>`
}

/** For a report that cannot be made as it was asked for. */
export function showReportProblem(page: AdminPage, campaign: Campaign, asked: AskedReport): string {
  return campaignLayout(
    page,
    campaign,
    'watch',
    html`<h2>Report</h2>
${problemSummary(asked.problems, labels)}
${reportForm(campaign, asked)}`,
  )
}
