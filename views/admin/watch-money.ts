/** Where the money of a campaign is; the figures add up, and the page says so. */
import type { Closed } from '../../src/domain/campaign.ts'
import type { MoneyFigures } from '../../src/domain/watch.ts'
import { type Html, html } from '../html.ts'
import { formatMoney, locales } from '../locale.ts'
import { claimable } from './claimable.ts'

const [english] = locales

type Row = readonly [
  name: Exclude<keyof MoneyFigures, 'addsUp'>,
  text: string,
  meaning: string,
  indent?: 'part',
]

const rows: readonly Row[] = [
  ['budget', 'Budget', 'The most that this campaign may deposit.'],
  ['granted', 'Granted', 'Taken from the budget by claims: spent and reserved.'],
  ['spent', 'Spent', 'Deposited at Amazon.', 'part'],
  ['reserved', 'Reserved', 'Promised and not deposited yet.', 'part'],
  ['left', 'Left', ''],
]

/** `closed` is why nothing can be claimed now. */
export function moneyTable(figures: MoneyFigures, currency: string, closed: Closed | null): Html {
  const money = (amountMinor: number) => formatMoney(english, { amountMinor, currency })
  const { budget, spent, reserved, left, released } = figures
  return html`${picture(figures)}
<table class="steps"><caption class="spoken">Money</caption>
<thead class="spoken"><tr><th scope="col">What</th><th scope="col">Amount</th></tr></thead>
<tbody>${rows.map(
    ([name, text, meaning, indent]) =>
      html`<tr><th scope="row"${indent && html` class="${indent}"`}><span class="${name}">${text}</span> <small>${meaning}${name === 'reserved' && ofReserved(figures, money)}${name === 'left' && (closed ? `It ${claimable(closed)}.` : 'Can still be claimed.')}</small></th>
<td class="number">${money(figures[name])}</td></tr>`,
  )}</tbody></table>
<p class="adds-up">${money(spent)} spent + ${money(reserved)} reserved + ${money(left)} left = ${money(budget)}. ${
    figures.addsUp
      ? html`<strong class="good">It adds up, to the cent.</strong>`
      : html`<strong class="bad">Claim by claim it comes to something else.</strong>`
  }</p>
<p class="small">Released: ${money(released)} came back because Amazon refused it. It is part of what is left.</p>`
}

function ofReserved({ waiting, review, successors }: MoneyFigures, money: (amount: number) => string): Html {
  const parts = [
    [waiting, 'waiting'],
    [review, 'in review'],
    [successors, 'kept for another account'],
  ] as const
  return html` ${parts
    .filter(([amount]) => amount > 0)
    .map(([amount, text]) => `${money(amount)} ${text}`)
    .join(', ')}`
}

/** What of the budget is spent, reserved and left, as one bar. */
function picture({ budget, spent, reserved }: MoneyFigures): Html {
  const whole = Math.max(budget, spent + reserved)
  const width = (amount: number) => Math.round((amount / whole) * 10_000) / 100
  return html`<svg class="money-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="1"/><rect class="spent" width="${width(spent)}" height="1"/><rect class="reserved" x="${width(spent)}" width="${width(reserved)}" height="1"/></svg>`
}
