// The scenarios, one press each, with what the service under test should make of them.

import { type Html, html } from '../../html.ts'
import { SCENARIOS, type Scenario } from '../scenario.ts'
import { controlPage, PATHS } from './control-page.ts'
import { prose } from './prose.ts'

/** `played` is the name of the one that was just played. */
export function scenariosPage(done: unknown, played: unknown): string {
  return controlPage({
    name: 'scenarios',
    title: 'Scenarios',
    lead: html`One press sets faults, world, funds and keys together, and ends whatever was set before. Then claim a link
and compare what your service does. A deposit that still waits there may be sent first and meet the scenario instead:
let “Everything works” end it.`,
    done,
    subject: SCENARIOS.find(({ name }) => name === played)?.title,
    body: html`<div class="cards">${SCENARIOS.map(scenario => card(scenario, scenario.name === played))}</div>`,
  })
}

function card({ name, title, about, expect, faults, world }: Scenario, on: boolean): Html {
  const parts = [...faults.map(({ fault, operation }) => (operation ? `${fault} on ${operation}` : fault))]
  const made = [...new Set(parts), ...(world ? [`world ${world}`] : [])].join(', ')
  return html`<article class="scenario"><h2>${title}${on ? html` <span class="tag good">on</span>` : html``}</h2>
<p>${prose(about)}</p>
<p><strong>Expect:</strong> ${prose(expect)}</p>
<p class="soft mono">${made}</p>
<form method="post" action="${PATHS.scenarios}"><button type="submit" name="scenario" value="${name}" aria-label="Play: ${title}">Play</button></form>
</article>`
}
