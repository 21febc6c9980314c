// The faults: which are active, a form for one more, and all there are.

import type { ZodError } from 'zod'
import { FAULTS, type FaultRequest, type Faults } from '../../fault/fault.ts'
import { INCENTIVES_OPERATIONS, OPERATIONS, type Operation } from '../../fault/playable.ts'
import { type Html, html } from '../../html.ts'
import { controlPage, PATHS } from './control-page.ts'
import { faultList } from './fault-list.ts'
import { prose } from './prose.ts'
import type { Typed } from './switches.ts'

/** A form that was not taken: what was wrong, and what was typed. */
interface Refused {
  readonly problem?: string
  readonly typed?: Typed
}

export function faultsPage(faults: Faults, done: unknown, { problem, typed = {} }: Refused = {}): string {
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
<section><h2>Add a fault</h2>${form(typed)}</section>
<section><h2>Active now</h2>${faultList(faults, 'faults')}</section>
</div>
<section><h2>All faults</h2>${catalogue()}</section>
</div>`,
  })
}

function form(typed: Typed): Html {
  const options = (names: readonly string[], chosen: unknown) =>
    names.map(name => html`<option${name === chosen ? html` selected` : html``}>${name}</option>`)
  const value = (name: string) => String(typed[name] ?? '')
  return html`<form class="row" method="post" action="${PATHS.faults}">
<label class="long">${LABELS.fault}<select name="fault">${options(Object.keys(FAULTS), typed.fault)}</select></label>
<label class="long">${LABELS.operation}<select name="operation"><option value="">The one it is made for</option>${options(OPERATIONS, typed.operation)}</select></label>
<label class="short">${LABELS.count}<input type="text" name="count" inputmode="numeric" placeholder="no end" value="${value('count')}"></label>
<label class="short">${LABELS.probability}<input type="text" name="probability" inputmode="decimal" placeholder="1" value="${value('probability')}"></label>
<label class="short">${LABELS.seconds}<input type="text" name="seconds" inputmode="decimal" placeholder="10" value="${value('seconds')}"></label>
<label class="long">${LABELS.requestId}<input type="text" name="requestId" placeholder="any" value="${value('requestId')}"></label>
<button type="submit">Add</button>
</form>`
}

const LABELS: Readonly<Record<keyof FaultRequest, string>> = {
  fault: 'Fault',
  operation: 'Operation',
  count: 'How often',
  probability: 'Probability',
  seconds: 'Seconds',
  requestId: 'Only for request id',
}

/** A line for each field that is wrong, by the label it has on the page. */
export function problemIn({ issues }: ZodError): string {
  const lines = issues.map(
    ({ path, message }) => `${LABELS[path[0] as keyof FaultRequest] ?? 'Form'}: ${message}`,
  )
  return [...new Set(lines)].join('\n')
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
