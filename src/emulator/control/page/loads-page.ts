// The ledger for people: every load that was applied, newest first.

import type { Calls } from '../../calls.ts'
import { type Html, html } from '../../html.ts'
import { displayAmount } from '../../incentives/currency.ts'
import type { Ledger } from '../../incentives/ledger.ts'
import type { Load } from '../../journal.ts'
import { ACCOUNTS, displayName } from '../../login/account.ts'
import { controlPage } from './control-page.ts'
import { timeOf } from './prose.ts'

/** More than a person reads; all of them are in the API's ledger. */
const SHOWN = 500

export function loadsPage(ledger: Ledger, calls: Calls): string {
  return controlPage({
    name: 'loads',
    title: 'Loads',
    lead: html`Every load that was applied, newest first: what a balance really got, whatever the answer said.
As lines of JSON: <a href="/_emulator/ledger">/_emulator/ledger</a>.`,
    body: html`<section>${loadTable(newest(ledger, SHOWN), calls)}</section>`,
  })
}

export function newest(ledger: Ledger, count: number): Load[] {
  return ledger.list().slice(-count).reverse()
}

export function loadTable(loads: readonly Load[], calls: Calls): Html {
  if (loads.length === 0) return html`<p class="soft">Nothing was loaded yet.</p>`
  return html`<table>
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Account</th><th scope="col" class="number">Amount</th>
<th scope="col">Request id</th><th scope="col">Asked</th></tr></thead>
<tbody>${loads.map(load => row(load, calls))}</tbody>
</table>`
}

function row({ appliedAt, accountId, minor, currency, requestId }: Load, calls: Calls): Html {
  const account = ACCOUNTS.find(({ userId }) => userId === accountId)
  const times = calls.timesRequested(requestId)
  return html`<tr><td>${timeOf(appliedAt)}</td><td>${account ? displayName(account) : accountId}</td>
<td class="number">${displayAmount(minor, currency)}</td><td class="mono">${requestId}</td>
<td data-label="Asked">${times === 1 ? 'once' : `${times} times`}</td></tr>
`
}
