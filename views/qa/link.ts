/** One claim link for people who test: the recipient's page as it is now, beside everything that happened. */
import type { DepositState } from '../../src/domain/deposit.ts'
import type { Hold } from '../../src/domain/partner-account.ts'
import type { Scenario } from '../../src/domain/scenario.ts'
import { type Html, html } from '../html.ts'
import type { Locale } from '../locale.ts'
import { endingWords, recipientReads } from './ending.ts'
import { showHold } from './hold.ts'
import { chips, type QaPage, qaLayout, timeText } from './layout.ts'

export type LinkPage = {
  readonly id: string
  readonly reference: string
  readonly shownAmount: string
  readonly scenario: Scenario | null
  /** Null when this browser did not make the link: only a hash of its token is kept. */
  readonly claimUrl: string | null
  /** The recipient's page, a whole document. */
  readonly preview: string
  readonly unclaimed: string
  readonly deposit: ShownDeposit | null
  readonly attempts: readonly ShownAttempt[]
  readonly events: readonly ShownEvent[]
  readonly accountName: string
  readonly hold: Hold
  readonly csrfToken: string
  readonly resendHours: number
  readonly refreshes: boolean
}

type ShownDeposit = {
  readonly state: DepositState
  readonly reason: string | null
  readonly inDoubt: boolean
  readonly requestId: string
  readonly nextAttemptAt: Date
  readonly decidedAt: Date | null
}

type ShownAttempt = {
  readonly number: number
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly outcome: string | null
  readonly reason: string | null
  readonly httpStatus: number | null
  readonly amazonRequestId: string | null
}

type ShownEvent = {
  readonly sequence: number
  readonly at: string
  readonly type: string
  readonly detail: Readonly<Record<string, unknown>>
}

export function showLinkPage(page: QaPage, locale: Locale, link: LinkPage): string {
  const { accountName, csrfToken, id, scenario } = link
  const title = scenario ? `${scenario.code} ${scenario.name}` : 'No scenario'
  const content = html`<p class="kicker">Claim link ${link.reference} · ${link.shownAmount} · ${accountName}</p>
<h1>${title}</h1>
${open(link)}
<div class="columns beside">
<div>
${showHold(link.hold, { accountName, csrfToken, back: id })}
${standing(link)}
${scenario && expected(locale, link, scenario)}
</div>
<section class="preview" aria-labelledby="preview"><h2 id="preview">What a visitor of the link sees</h2>
<iframe title="The recipient’s page" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" srcdoc="${link.preview}"></iframe></section>
<div class="story">
${attempts(link.attempts)}
${events(link.events)}
</div>
</div>`
  return qaLayout(page, title, content)
}

function open({ claimUrl }: LinkPage): Html {
  if (claimUrl === null)
    return html`<p class="notice">Only the browser that made this link can open it: the token itself is kept nowhere else.</p>`
  return html`<p class="open"><a class="small-button" href="${claimUrl}" target="_blank" rel="noopener">Open as a recipient</a> <code>${claimUrl}</code></p>`
}

function standing({ deposit, unclaimed, hold, refreshes }: LinkPage): Html {
  const note = refreshes && html`<p class="small">This page looks again by itself.</p>`
  if (!deposit) return html`<h2>Where it stands</h2><p>${unclaimed}</p>${note}`
  const waits = deposit.state === 'pending' && hold.reason === null
  return html`<h2>Where it stands</h2>
${chips([
  ['State', html`<span class="state ${deposit.state}">${deposit.state}</span>`],
  deposit.reason === null ? null : ['Reason', deposit.reason],
  deposit.inDoubt && deposit.decidedAt === null ? ['In doubt', 'may have been applied'] : null,
  waits ? ['Next try', timeText(deposit.nextAttemptAt)] : null,
  deposit.decidedAt && ['Decided', timeText(deposit.decidedAt)],
  ['Request id', html`<code>${deposit.requestId}</code>`],
])}${note}`
}

function expected(locale: Locale, link: LinkPage, scenario: Scenario): Html {
  const { shownAmount, resendHours } = link
  const { title, operator } = endingWords(scenario.ending, resendHours)
  return html`<h2>What should happen</h2>
${chips([
  ['Seen', verdict(link, scenario)],
  ['Ending', scenario.hold === null ? title : `${title}: ${scenario.hold}`],
  ['Recipient reads', `“${recipientReads(locale, scenario.ending, shownAmount)}”`],
])}<p class="small">Operator: ${operator}</p>`
}

/** Whether it came as the scenario says; what waits is right as long as nothing else came. */
function verdict({ deposit, attempts, hold }: LinkPage, { ending, hold: reason }: Scenario): string {
  if (!deposit || attempts.every(({ finishedAt }) => finishedAt === null)) return 'not yet'
  const { state } = deposit
  const isFinal = ending === 'deposited' || ending === 'refused'
  if (state === 'pending' || state === 'sending') {
    if (isFinal || (ending === 'hold' && hold.reason !== reason)) return 'not yet'
    return 'as expected'
  }
  return state === ending || (state === 'review' && !isFinal) ? 'as expected' : 'otherwise'
}

function attempts(list: readonly ShownAttempt[]): Html {
  const shown = list.map(
    attempt =>
      html`<li>${chips([
        ['Attempt', String(attempt.number)],
        ['Outcome', attempt.outcome ?? 'no answer yet'],
        attempt.reason === null ? null : ['Reason', attempt.reason],
        attempt.httpStatus === null ? null : ['HTTP', String(attempt.httpStatus)],
        attempt.finishedAt && ['Took', `${attempt.finishedAt.getTime() - attempt.startedAt.getTime()} ms`],
        ['Started', timeText(attempt.startedAt)],
        attempt.amazonRequestId === null
          ? null
          : ['X-Amzn-RequestId', html`<code>${attempt.amazonRequestId}</code>`],
      ])}</li>`,
  )
  return html`<h2>Attempts</h2>${list.length === 0 ? html`<p>None yet.</p>` : html`<ol class="attempts">${shown}</ol>`}`
}

function events(list: readonly ShownEvent[]): Html | null {
  if (list.length === 0) return null
  return html`<details><summary>Events</summary>
<ol class="events">${list.map(
    ({ at, type, detail }) => html`<li><strong>${type}</strong> <small>${timeText(new Date(at))}</small>
<span class="detail">${detailText(detail)}</span></li>`,
  )}</ol></details>`
}

function detailText(detail: ShownEvent['detail']): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name === 'account' ? 'account (a hash)' : name} ${String(value)}`)
    .join(' · ')
}
