// One call as a row of a table: when, what, how it ended in words and colour, and whether money moved.

import type { Exchange } from '../../exchange.ts'
import { type Html, html } from '../../html.ts'
import { PATHS } from './control-page.ts'
import { timeOf } from './prose.ts'

/** The calls, newest first as they are given. */
export function callTable(exchanges: readonly Exchange[]): Html {
  if (exchanges.length === 0) return html`<p class="soft">No server has called yet.</p>`
  return html`<table>
<thead><tr><th scope="col" class="number">No.</th><th scope="col">Time (UTC)</th><th scope="col">Operation</th>
<th scope="col">Request id</th><th scope="col">Answer</th><th scope="col">Money</th><th scope="col">Fault</th></tr></thead>
<tbody>${exchanges.map(row)}</tbody>
</table>`
}

function row(exchange: Exchange): Html {
  const { number, at, operation, requestId, fault } = exchange
  return html`<tr><td class="number"><a href="${PATHS.calls}/${number}">${number}</a></td><td>${timeOf(at)}</td>
<td class="name">${operation}</td><td class="mono">${requestId ?? ''}</td><td>${outcomeTag(exchange)}</td>
<td>${moneyTag(exchange)}</td><td class="mono">${fault ?? ''}</td></tr>
`
}

/** The answer in words, coloured by what a caller may conclude from it. */
export function outcomeTag(exchange: Exchange): Html {
  return html`<span class="tag ${toneOf(exchange)}">${wordsOf(exchange)}</span>`
}

/** Said loudest where the answer does not tell it. */
export function moneyTag({ applied, answer, status }: Exchange): Html {
  if (!applied) return html``
  if (answer === 'SUCCESS' && status === 200) return html`<span class="tag good">applied</span>`
  return html`<span class="tag unsure">applied all the same</span>`
}

function toneOf({ status, answer, delivery }: Exchange): string {
  if (status === null || delivery !== 'whole') return 'unsure'
  if (status === 200 && answer === 'SUCCESS') return 'good'
  return /^F[23]|^40[13]|^invalid|^unauthorized|^access/.test(answer) ? 'bad' : 'unsure'
}

function wordsOf({ status, answer, delivery }: Exchange): string {
  if (status === null) return `no answer (${delivery})`
  const words = answer.startsWith(String(status)) ? answer : `${status} ${answer}`
  return delivery === 'whole' ? words : `${words}, ${delivery}`
}
