/** The launch: what it would cost, how fast mails may leave, what is wrong, and the press that opens the campaign. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { DryRun } from '../../src/domain/dry-run.ts'
import { type LaunchProblem, stopsLaunch } from '../../src/domain/launch-problem.ts'
import { type Html, html } from '../html.ts'
import { facts } from '../layout.ts'
import { formatCount, formatMoney, formatTime, formatTimeLeft, locales } from '../locale.ts'
import { launchProblemText } from '../operator/launch-problem.ts'
import { campaignLayout } from './campaign-layout.ts'
import { inputField, problemSummary } from './form.ts'
import { type AdminPage, csrf, mayAct } from './layout.ts'

const [english] = locales

export type Launch = {
  readonly run: DryRun
  /** Mails a minute as they were asked for. */
  readonly asked: string
  /** Sentence by field. */
  readonly problems: ReadonlyMap<string, string>
}

const labels = { perMinute: 'Mails a minute' }

export function showLaunch(page: AdminPage, { run, asked, problems }: Launch): string {
  const { campaign } = run
  const content = html`${problemSummary(problems, labels)}
<div class="beside even">
<div>
<h2>Dry run</h2>
<p>What happens if every link is claimed. Nothing has been made or sent.</p>
${cost(run)}
</div>
<div>
<h2>How fast to mail</h2>
${speed(run)}
<form method="get" action="/admin/campaigns/${campaign.id}/launch">
${inputField({ name: 'perMinute', label: labels.perMinute, value: asked, problems, hint: 'Empty works it out for the fastest safe speed.' }, html`type="text" inputmode="numeric" autocomplete="off"`)}
<button class="small-button" type="submit">Work it out</button>
</form>
</div>
</div>
<h2>${run.problems.length === 0 ? 'Nothing stands in the way' : 'Before you launch'}</h2>
${problemList(run)}
${confirm(page, run)}`
  return campaignLayout(page, campaign, 'launch', content)
}

/** What all links come to, in words that say how. */
function total({ campaign, totals }: DryRun): string {
  const { amountMinor, currency } = campaign
  const money = (minor: number) => formatMoney(english, { amountMinor: minor, currency })
  const links = totals.links === 1 ? '1 link' : `${formatCount(english, totals.links)} links`
  const even = totals.leastMinor === totals.mostMinor && totals.links > 0
  if (!even) return `${links}, worth ${money(totals.totalMinor)} together`
  return `${links} × ${money(amountMinor ?? totals.mostMinor)} = ${money(totals.totalMinor)}`
}

function cost(run: DryRun): Html {
  const { campaign, costMinor, owedMinor, fundsMinor } = run
  const money = (amountMinor: number) => formatMoney(english, { amountMinor, currency: campaign.currency })
  return facts([
    ['Links', total(run)],
    ['Budget', money(campaign.budgetMinor)],
    ['Cost', `at most ${money(costMinor)}`],
    ['Funds', fundsMinor === null ? 'nobody can tell here' : `${money(fundsMinor)} at Amazon`],
    owedMinor > 0 ? ['Owed', `${money(owedMinor)} to people who wait already`] : null,
  ])
}

function speed({
  fastestPerMinute,
  perMinute,
  longestWaitMs,
  drainMs,
  perSecond,
  finishAt,
  campaign,
}: DryRun): Html {
  const mails = (speed: number | null) =>
    speed === null ? 'all at once' : `${formatCount(english, speed)} a minute`
  return html`${facts([
    ['Fastest', `${mails(fastestPerMinute)}, so that nobody waits longer than a minute`],
    [
      'Pace',
      `${formatCount(english, Math.floor(perSecond * 10) / 10)} deposits a second; ${formatTimeLeft(english, drainMs)} if all claim at once`,
    ],
  ])}
<p>With mails leaving ${mails(perMinute)} the longest wait is ${longestWaitMs < 5_000 ? 'a moment' : formatTimeLeft(english, longestWaitMs)}, and the last deposit is made about ${formatTime(english, finishAt, campaign.timeZone)}.</p>
<p class="hint">Worked out for the worst case: everybody claims the moment the mail arrives.</p>`
}

function problemList({ problems, campaign }: DryRun): Html | null {
  if (problems.length === 0) return null
  return html`<ul class="launch-problems">${problems.map(
    problem => html`<li>${launchProblemText(problem, campaign)}${way(problem, campaign)}</li>`,
  )}</ul>`
}

/** Where it can be mended. */
function way({ kind }: LaunchProblem, { id }: Campaign): Html | null {
  const link = (path: string, text: string) => html` <a href="/admin/campaigns/${id}${path}">${text}</a>`
  if (kind === 'no-links') return link('/links/order', 'Add links')
  if (kind === 'open-orders') return link('/links', 'Links')
  if (kind === 'no-rehearsal') return link('/preview', 'Preview')
  if (kind === 'over' || kind === 'links-over-budget' || kind === 'opens-later')
    return link('/settings', 'Settings')
  if (kind === 'funds-gap') return html` <a href="/admin/funds">Funds</a>`
  return null
}

function confirm(page: AdminPage, run: DryRun): Html | null {
  const { campaign, totals, costMinor } = run
  const { id, state, currency } = campaign
  if (state !== 'draft') return html`<p>This campaign is ${state}, so there is nothing to launch.</p>`
  if (run.problems.some(stopsLaunch)) return null
  if (!mayAct(page, 'marketer')) return null
  const most = formatMoney(english, { amountMinor: costMinor, currency })
  const words = totals.links === 0 ? 'Launch without links' : `Launch: at most ${most}`
  return html`<form class="confirm" method="post" action="/admin/campaigns/${id}/launch">
${csrf(page)}<input type="hidden" name="links" value="${totals.links}"><input type="hidden" name="total" value="${totals.totalMinor}">
<p>${total(run)}, from a budget of ${formatMoney(english, { amountMinor: campaign.budgetMinor, currency })} in ${currency}. From the launch on, whoever has a link can claim. You can pause at any time.</p>
<button class="${totals.links === 0 ? 'small-button' : 'button primary'}" type="submit">${words}</button>
</form>`
}
