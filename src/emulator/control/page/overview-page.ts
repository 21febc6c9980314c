// The overview: what a tester wants to know in ten seconds, and the switches that are needed most.

import { type Html, html } from '../../html.ts'
import { displayAmount } from '../../incentives/currency.ts'
import { ACCOUNTS, type Account, displayName } from '../../login/account.ts'
import { SCENARIOS } from '../scenario.ts'
import { callTable } from './call-row.ts'
import { controlPage, liveToggle, PATHS } from './control-page.ts'
import { faultList } from './fault-list.ts'
import { loadTable, newest } from './loads-page.ts'
import type { PageParts } from './page-parts.ts'
import { standingMark } from './prose.ts'
import { rateChart } from './rate-chart.ts'
import { fundsSection, keysSection, resetSection, scenarioSection, type Typed } from './switches.ts'
import { worldName } from './worlds-page.ts'

export interface View {
  readonly done?: unknown
  /** Whether the page looks again by itself. */
  readonly live: boolean
  /** What was wrong with a form, and what was typed into it. */
  readonly problem?: string
  readonly typed?: Typed
  /** The name of the scenario that was just played. */
  readonly scenario?: unknown
}

export function overviewPage(parts: PageParts, { done, live, problem, typed, scenario }: View): string {
  const { calls, exchanges, faults, ledger, clock } = parts
  return controlPage({
    name: 'overview',
    title: 'Emulator of Amazon',
    lead: html`Login with Amazon and the Incentives API, played on this machine. ${liveToggle('overview', live)}`,
    done,
    subject: SCENARIOS.find(({ name }) => name === scenario)?.title,
    problem,
    body: html`${tiles(parts)}
<div class="columns">
<div class="stack">
<section><div class="head"><h2>Last calls</h2><a href="${PATHS.calls}">All calls</a></div>
${callTable(exchanges.latest().slice(0, 8))}</section>
<section><div class="head"><h2>Last loads</h2>${standingMark('load')}<a href="${PATHS.loads}">All loads</a></div>
${loadTable(newest(ledger, 5), calls)}</section>
<section><div class="head"><h2>Test accounts</h2>${standingMark('account')}</div>${accounts(parts)}</section>
</div>
<div class="stack">
${scenarioSection(scenario)}
<section><div class="head"><h2>Active faults</h2><a href="${PATHS.faults}">Add a fault</a></div>
${faultList(faults, 'overview')}</section>
${fundsSection(ledger, typed)}
<section><div class="head"><h2>Throttle</h2>${standingMark('throttle')}</div>
${rateChart(calls.list(), clock())}</section>
${keysSection(parts.keys)}
${resetSection()}
</div>
</div>
<p class="soft">For programs: ${RESOURCES.map(name => html`<a href="/_emulator/${name}">${name}</a> `)}</p>`,
  })
}

/** Of the control surface's API. */
const RESOURCES = ['ledger', 'calls', 'faults', 'world', 'keys', 'health']

function tiles({ faults, world, ledger, calls }: PageParts): Html {
  const active = faults.active().length
  const currency = ledger.currency()
  const facts = [
    ['Faults', active === 0 ? 'none' : `${active} active`],
    ['World', worldName(world)],
    ['Funds left', displayAmount(ledger.fundsOf(currency), currency)],
    ['Loads applied', String(ledger.list().length)],
    ['Calls of servers', String(calls.list().length)],
  ] as const
  return html`<dl class="tiles">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function accounts(parts: PageParts): Html {
  return html`<table>
<thead><tr><th scope="col">Name and story</th><th scope="col">Account id</th><th scope="col" class="number">Balance</th></tr></thead>
<tbody>${ACCOUNTS.map(account => accountRow(account, parts))}</tbody>
</table>
<p class="soft">The pages recipients are linked to: <a href="/gc/balance">gift card balance</a>,
<a href="/gp/css/homepage.html">account</a>.</p>`
}

function accountRow(account: Account, { ledger }: PageParts): Html {
  const sums = [...ledger.balancesOf(account.userId)].map(([currency, minor]) =>
    displayAmount(minor, currency),
  )
  return html`<tr><td class="line">${displayName(account)}<br><span class="soft">${account.about}</span></td>
<td><code>${account.userId}</code></td><td class="number" data-label="Balance">${sums.join(', ') || '–'}</td></tr>
`
}
