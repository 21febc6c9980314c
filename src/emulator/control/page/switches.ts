// The overview's switches: a scenario, the funds, the keys, and forgetting everything.

import { type Html, html } from '../../html.ts'
import { displayAmount } from '../../incentives/currency.ts'
import type { KeyPair, Keys } from '../../incentives/keys.ts'
import type { Ledger } from '../../incentives/ledger.ts'
import { SCENARIOS } from '../scenario.ts'
import { PATHS } from './control-page.ts'
import { standingMark } from './prose.ts'

/** What somebody typed into a form that was not taken. */
export type Typed = Readonly<Record<string, unknown>>

export function scenarioSection(played: unknown): Html {
  const options = SCENARIOS.map(({ name, title }) => {
    const chosen = name === played ? html` selected` : html``
    return html`<option value="${name}"${chosen}>${title}</option>`
  })
  return html`<section><div class="head"><h2>Scenario</h2><a href="${PATHS.scenarios}">What to expect</a></div>
<form class="row" method="post" action="${PATHS.scenarios}"><input type="hidden" name="from" value="overview">
<label class="long">Situation<select name="scenario">${options}</select></label><button type="submit">Play</button></form></section>`
}

export function fundsSection(ledger: Ledger, typed: Typed = {}): Html {
  const currency = ledger.currency()
  return html`<section><div class="head"><h2>Funds</h2>${standingMark('funds')}</div>
<p>Left: <strong>${displayAmount(ledger.fundsOf(currency), currency)}</strong></p>
<form class="row" method="post" action="/_emulator/page/funds">
<label class="short">Set to<input type="text" name="amount" inputmode="decimal" value="${String(typed.amount ?? '')}" required></label>
<label class="short">Currency<input type="text" name="currency" value="${String(typed.currency ?? currency)}" required></label><button type="submit">Set</button></form></section>`
}

export function keysSection(keys: Keys): Html {
  return html`<section><div class="head"><h2>Keys</h2>${standingMark('signature')}</div>
<ul class="plain">${keys.list().map(keyItem)}</ul></section>`
}

function keyItem({ accessKeyId, secretAccessKey, active }: KeyPair): Html {
  const state = active ? html`<span class="tag good">active</span>` : html`<span class="tag">inactive</span>`
  const verb = active ? 'Switch off' : 'Switch on'
  return html`<li class="head"><span><code>${accessKeyId}</code> ${state}<br><code class="soft">${secretAccessKey}</code></span>
<form method="post" action="/_emulator/page/keys"><input type="hidden" name="active" value="${active ? 'no' : 'yes'}">
<button type="submit" class="remove" name="key" value="${accessKeyId}" aria-label="${verb} ${accessKeyId}">${verb}</button></form></li>
`
}

export function resetSection(): Html {
  return html`<section><h2>Reset</h2><details><summary>Forget everything</summary>
<p>Loads, calls, funds, faults, world, keys and sign-ins, on file too. A service that is running does not notice.</p>
<form method="post" action="/_emulator/page/reset"><button type="submit">Forget everything now</button></form></details></section>`
}
