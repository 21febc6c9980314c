/** One case of the HTML report: what was expected, what came, and every step with its exchanges word for word. */
import { type Html, html } from '../../../views/html.ts'
import { amazonRequestId, type CaseResult, type Exchange, type Step, type Verdict } from '../result.ts'
import { seconds, time, verdictWords } from './words.ts'

export function verdictMark(verdict: Verdict): Html {
  return html`<span class="verdict ${verdict}">${verdictWords[verdict]}</span>`
}

export function caseDetails(each: CaseResult): Html {
  const { id, title, source, verdict, expected, came, check, reason, steps } = each
  return html`<article class="case" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><span class="id">${id}</span> ${title} ${verdictMark(verdict)}</h3>
<dl class="words">
<div><dt>Source</dt><dd>${source}</dd></div>
<div><dt>Expected</dt><dd>${expected}</dd></div>
${came && html`<div><dt>Came</dt><dd class="came">${came}</dd></div>`}
${verdict === 'failed' && html`<div><dt>Check</dt><dd>${check}</dd></div>`}
${reason && html`<div><dt>Why</dt><dd>${reason}</dd></div>`}
</dl>
${
  steps.length > 0 &&
  html`<ol class="steps">
${steps.map(step => stepDetails(step, verdict === 'failed'))}</ol>`
}
</article>
`
}

function stepDetails(step: Step, open: boolean): Html {
  const { title, at, durationMs, requestId, came, exchanges } = step
  const theirs = amazonRequestId(step)
  return html`<li>
<p><strong>${title}</strong>: ${came}</p>
<p class="meta"><time datetime="${at}">${time(at)}</time> · ${seconds(durationMs)}${requestId && html` · request id <code>${requestId}</code>`}${theirs && html` · X-Amzn-RequestId <code>${theirs}</code>`}</p>
${
  exchanges.length > 0 &&
  html`<details${open && html` open`}><summary>${exchanges.length === 1 ? 'Request and answer' : `${exchanges.length} requests and answers`}<span class="hidden"> of ${title}</span></summary>
${exchanges.map(exchangeText)}</details>`
}
</li>
`
}

function exchangeText({
  at,
  method,
  url,
  requestHeaders,
  requestBody,
  answer,
  trouble,
  durationMs,
}: Exchange): Html {
  const request = [`${method} ${url}`, ...headerLines(requestHeaders), '', pretty(requestBody)]
  const reply = answer
    ? [`HTTP ${answer.status}`, ...headerLines(answer.headers), '', pretty(answer.body)]
    : [`no answer: ${trouble}`]
  return html`<pre>${request.join('\n')}</pre>
<pre class="answer">${reply.join('\n')}</pre>
<p class="meta">sent ${time(at)}, ${seconds(durationMs)}</p>
`
}

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}

/** As it came: digits such as 25.00 would be lost by parsing, and a short JSON reads well on one line. */
function pretty(body: string): string {
  return body.length > longest
    ? `${body.slice(0, longest)}\n… ${body.length - longest} characters more`
    : body
}

/** Characters of a body that are shown; report.json has all. */
const longest = 4_000
