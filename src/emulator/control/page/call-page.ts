// One call in full: what was asked, what was answered, and how its signature came about.

import type { Exchange } from '../../exchange.ts'
import { FAULTS } from '../../fault/fault.ts'
import { type Html, html } from '../../html.ts'
import type { SignatureExplanation } from '../../incentives/signature-explanation.ts'
import { layOut } from './body-layout.ts'
import { moneyTag, outcomeTag } from './call-row.ts'
import { controlPage, PATHS } from './control-page.ts'
import { maskHeader, maskText } from './mask.ts'
import { signatureSection } from './signature-section.ts'

/** `explanation` is null where there is no signature to explain; the last call has none after it. */
export function callPage(
  exchange: Exchange,
  explanation: SignatureExplanation | null,
  neighbours: readonly (Exchange | undefined)[],
): string {
  const { number, operation } = exchange
  const links = neighbours.flatMap(other => (other ? [html` · ${callLink(other)}`] : []))
  return controlPage({
    name: 'calls',
    title: `Call ${number}: ${operation}`,
    lead: html`<a href="${PATHS.calls}">All calls</a>${links}.
Tokens, codes and client secrets are cut to six characters.`,
    body: html`<div class="stack">
<section><h2>What happened</h2>${summary(exchange)}</section>
${explanation ? signatureSection(explanation, exchange) : html``}
<div class="cards halves">
<section><h2>Request</h2>${request(exchange)}</section>
<section><h2>Answer</h2>${answer(exchange)}</section>
</div>
</div>`,
  })
}

function callLink({ number, operation }: Exchange): Html {
  return html`<a href="${PATHS.calls}/${number}">${number}: ${operation}</a>`
}

function summary(exchange: Exchange): Html {
  const { at, requestId, fault, connection, bodySha256 } = exchange
  const pairs: readonly (readonly [string, string | Html])[] = [
    ['Answer', html`${outcomeTag(exchange)} ${moneyTag(exchange)}`],
    ['Time', html`<time datetime="${at}">${at.replace('T', ' ')}</time>`],
    ['Request id', html`<code>${requestId ?? 'none'}</code>`],
    ['Fault', fault ? html`<code>${fault}</code> ${FAULTS[fault]?.description ?? ''}` : 'none'],
    ['Delivery', delivery(exchange)],
    ['Connection', String(connection)],
    ['Hash of the body', html`<code>${bodySha256 ?? 'no body'}</code>`],
  ]
  return html`<dl class="pairs">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

function delivery({ delivery: how, afterSeconds }: Exchange): string {
  const manner = DELIVERIES[how] ?? how
  return afterSeconds > 0 ? `${manner}, ${afterSeconds} s late` : manner
}

const DELIVERIES: Readonly<Record<string, string>> = {
  whole: 'whole',
  cut: 'connection closed without an answer',
  rst: 'connection reset without an answer',
  never: 'connection left silent',
  half: 'connection closed half-way through the body',
  drip: 'one byte a second',
  flood: 'with 100 MB before its members',
}

function request({ method, target, headers, body }: Exchange): Html {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return message(`${method} ${maskText(target)} HTTP/1.1`, headers, Buffer.from(body).toString('utf8'), type)
}

function answer({ status, answerHeaders, answerBody }: Exchange): Html {
  if (status === null)
    return html`<p>None was sent. This is what the caller did not get:</p>${unsent(answerBody)}`
  const type = answerHeaders['Content-Type'] ?? ''
  return message(`HTTP/1.1 ${status}`, Object.entries(answerHeaders), answerBody, type)
}

function unsent(body: string): Html {
  return html`<pre>${layOut(maskText(body), '')}</pre>`
}

function message(
  start: string,
  headers: readonly (readonly [name: string, value: string])[],
  body: string,
  type: string,
): Html {
  const lines = headers.map(([name, value]) => `${name}: ${maskHeader(name, value)}`)
  const masked = maskText(body)
  const laidOut = layOut(masked, type)
  const asSent = html`<details><summary>Body as it went over the wire</summary><pre>${masked}</pre></details>`
  return html`<pre>${[start, ...lines].join('\n')}</pre>
<h3>Body</h3>
${masked === '' ? html`<p class="soft">Empty.</p>` : html`<pre>${laidOut}</pre>`}
${laidOut === masked ? html`` : asSent}`
}
