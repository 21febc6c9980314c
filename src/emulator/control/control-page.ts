// The start page of the control surface: where everything is, for a person.

import type { Faults } from '../fault/fault.ts'
import { html, page } from '../html.ts'
import { ACCOUNTS, displayName } from '../login/account.ts'

const LINKS: readonly (readonly [path: string, about: string])[] = [
  ['/_emulator/ledger', 'Ledger: every load that was applied'],
  ['/_emulator/calls', 'Calls: every call a server made, with its answer'],
  ['/_emulator/faults', 'Faults: active and available'],
  ['/_emulator/health', 'Health'],
  ['/gc/balance', 'Gift card balances'],
  ['/gp/css/homepage.html', 'The account remembered in this browser'],
]

export function controlPage(faults: Faults): string {
  return page(
    'Control surface',
    html`<ul>${LINKS.map(([path, about]) => html`<li><a href="${path}">${about}</a></li>`)}</ul>
<form method="post" action="/_emulator/reset"><button>Forget everything</button></form>
<h2>Active faults</h2>
<p>${
      faults
        .active()
        .map(({ fault, operation }) => `${fault} on ${operation}`)
        .join(', ') || 'None'
    }</p>
<h2>Test accounts</h2>
<dl>${ACCOUNTS.map(account => html`<dt>${displayName(account)}</dt><dd>${account.about}</dd>`)}</dl>
<h2>Faults</h2>
<dl>${Object.entries(faults.available()).map(([name, about]) => html`<dt>${name}</dt><dd>${about}</dd>`)}</dl>`,
  )
}
