/** What was booked in a period: the totals on the page, the rows as a file for the accounts. */
import { type Html, html } from '../html.ts'
import { formatCount, locales } from '../locale.ts'
import { type Choice, choiceField, inputField } from './form.ts'
import { type AdminPage, adminLayout } from './layout.ts'

const [english] = locales

export type AskedActivity = {
  readonly values: Readonly<Record<'from' | 'to' | 'state' | 'account' | 'campaign', string>>
  readonly problems: ReadonlyMap<string, string>
  /** Names of the partner accounts. */
  readonly accounts: readonly string[]
}

export type ShownTotal = {
  readonly partnerAccount: string
  readonly marketplace: string
  readonly currency: string
  readonly count: number
  readonly amount: string
}

const states: readonly Choice[] = [
  ['deposited', 'Deposited'],
  ['refused', 'Refused'],
  ['open', 'Open: waiting or in review'],
]

/** `totals` is null where nothing could be summed up. */
export function showActivity(
  page: AdminPage,
  asked: AskedActivity,
  totals: readonly ShownTotal[] | null,
): string {
  const content = html`<h1>Activity</h1>
<p>What left the funds at Amazon, to the cent, a row for each deposit. No recipient is named in it.</p>
${problem(asked)}
${form(asked)}
${totals && result(totals, asked)}`
  return adminLayout(page, 'Activity', content)
}

function problem({ problems }: AskedActivity): Html | null {
  if (problems.size === 0) return null
  const whole = problems.get('') ?? 'Nothing is shown, because a field cannot be read. See below.'
  return html`<p class="notice problem" role="alert">${whole}</p>`
}

const labels = { from: 'From', to: 'To', state: 'Which', account: 'Partner account', campaign: 'Campaign' }

function form({ values, problems, accounts }: AskedActivity): Html {
  const field = (name: keyof AskedActivity['values']) => ({
    name,
    label: labels[name],
    value: values[name],
    problems,
  })
  const campaign = {
    ...field('campaign'),
    hint: 'Its id, as its page and its address have it. Empty for all.',
  }
  return html`<form method="get" action="/admin/activity">
<div class="pair">
${inputField(field('from'), html`type="date" required`)}
${inputField(field('to'), html`type="date" required`)}
${choiceField(field('account'), [['', 'All'], ...accounts.map(name => [name, name] as const)])}
${choiceField(field('state'), states)}
</div>
${inputField(campaign, html`type="text" maxlength="40" autocomplete="off"`)}
<p class="hint">Days are UTC, as in Amazon’s records, and both are included. What is deposited or refused counts on the day of Amazon’s answer, what is open on the day of the claim.</p>
<p class="acts"><button class="small-button" type="submit">Show</button>
<button class="small-button" type="submit" name="format" value="csv">Download CSV</button>
<button class="small-button" type="submit" name="format" value="ndjson">Download NDJSON</button></p>
</form>`
}

function result(totals: readonly ShownTotal[], { values }: AskedActivity): Html {
  const [, text = ''] = states.find(([state]) => state === values.state) ?? []
  return html`<h2>Totals</h2>
<p>${text}, ${values.from} to ${values.to}.</p>
${totals.length === 0 ? html`<p>Nothing was booked in this time.</p>` : table(totals)}
<p class="small">The total of one campaign over all its days is what its page calls spent.</p>`
}

function table(totals: readonly ShownTotal[]): Html {
  return html`<section class="scrolls" tabindex="0" aria-label="Totals"><table class="numbers">
<thead><tr><th scope="col">Account</th><th scope="col">Deposits</th><th scope="col">Amount</th></tr></thead>
<tbody>${totals.map(
    ({ partnerAccount, marketplace, count, amount, currency }) =>
      html`<tr><th scope="row">${partnerAccount} (${marketplace})</th><td>${formatCount(english, count)}</td><td>${amount} ${currency}</td></tr>`,
  )}</tbody>
</table></section>`
}
