// The faults: which are active, a form for one more, and all there are.

import { FAULTS, type Faults } from '../../fault/fault.ts'
import { INCENTIVES_OPERATIONS, OPERATIONS, type Operation } from '../../fault/playable.ts'
import { type Html, html } from '../../html.ts'
import { controlPage, PATHS } from './control-page.ts'
import { faultList } from './fault-list.ts'
import { prose } from './prose.ts'

/** `problem` is what was wrong with the form. */
export function faultsPage(faults: Faults, done: unknown, problem?: string): string {
  return controlPage({
    name: 'faults',
    title: 'Faults',
    lead: html`What can go wrong between your service and Amazon, on purpose. The first active fault that fits a
call is played, after signature and throttle were checked. For ready-made situations see
<a href="${PATHS.scenarios}">scenarios</a>.`,
    done,
    problem,
    body: html`<div class="columns">
<div class="stack beside">
<section><h2>Add a fault</h2>${form()}</section>
<section><h2>Active now</h2>${faultList(faults, 'faults')}</section>
</div>
<section><h2>All faults</h2>${catalogue()}</section>
</div>`,
  })
}

function form(): Html {
  return html`<form class="row" method="post" action="${PATHS.faults}">
<label class="long">Fault<select name="fault">${Object.keys(FAULTS).map(option)}</select></label>
<label class="long">Operation<select name="operation"><option value="">The one it is made for</option>${OPERATIONS.map(option)}</select></label>
<label class="short">How often<input type="text" name="count" inputmode="numeric" placeholder="no end"></label>
<label class="short">Probability<input type="text" name="probability" inputmode="decimal" placeholder="1"></label>
<label class="short">Seconds<input type="text" name="seconds" inputmode="decimal" placeholder="10"></label>
<label class="long">Only for request id<input type="text" name="requestId" placeholder="any"></label>
<button type="submit">Add</button>
</form>`
}

function option(value: string): Html {
  return html`<option>${value}</option>`
}

function catalogue(): Html {
  const rows = Object.entries(FAULTS).map(
    ([
      name,
      { description, operations },
    ]) => html`<tr><td><code>${name}</code></td><td>${prose(description)}</td>
<td class="soft">${scopeOf(operations)}</td></tr>
`,
  )
  return html`<table>
<thead><tr><th scope="col">Name</th><th scope="col">What happens</th><th scope="col">Operations</th></tr></thead>
<tbody>${rows}</tbody>
</table>`
}

function scopeOf(operations: readonly Operation[]): string {
  if (operations.length === OPERATIONS.length) return 'all'
  if (operations.length === INCENTIVES_OPERATIONS.length) return 'all of the Incentives API'
  return operations.join(', ')
}

/** A form's members as the request that the faults expect; what was left empty is left out. */
export function faultFrom(form: Readonly<Record<string, unknown>>): object {
  const entries = ['fault', 'operation', 'count', 'probability', 'seconds', 'requestId'].map(name => {
    const text = String(form[name] ?? '').trim()
    const numeric = name === 'count' || name === 'probability' || name === 'seconds'
    return [name, numeric && text !== '' ? Number(text) : text] as const
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}
