// How a call's signature came about, step by step, and where the client took another way.

import type { Exchange } from '../../exchange.ts'
import { type Html, html } from '../../html.ts'
import type { SignatureExplanation, SignatureSteps } from '../../incentives/signature-explanation.ts'
import type { Finding } from '../../incentives/signature-finding.ts'
import type { ComparedLine } from '../../incentives/signature-mistake/compared-line.ts'
import { prose, standingMark } from './prose.ts'

export function signatureSection({ findings, steps }: SignatureExplanation, exchange: Exchange): Html {
  const all = steps ? stepList(steps) : html``
  return html`<section><div class="head"><h2>Signature</h2>${standingMark('signature')}</div>
${findings.length > 0 ? html`${findings.map(findingBlock)}${all}` : html`${verdict(exchange)}<details><summary>Every step</summary>${all}</details>`}
</section>`
}

/** A fault can answer that a right signature is wrong, and a key may have been switched on since. */
function verdict({ status, fault }: Exchange): Html {
  const right = html`<p><span class="tag good">right</span> The request is signed as it should be.</p>`
  if (status !== 403) return right
  return html`${right}<p>The 403 is due to ${fault ? html`the fault <code>${fault}</code>` : 'its key, which was switched off then'}.</p>`
}

function findingBlock({ wrong, lines, fix }: Finding): Html {
  return html`<div class="problem"><strong>${prose(wrong)}</strong>${lines.map(line => html`<p>${prose(line)}</p>`)}</div>
<p><strong>Fix:</strong> ${prose(fix)}</p>
`
}

function stepList({ canonicalRequest, stringToSign, keySteps, expected, given }: SignatureSteps): Html {
  const chain = ['AWS4 and the secret', ...keySteps].map(text => ({ text, signed: text }))
  return html`<h3>1. Canonical request</h3>${lineList(canonicalRequest)}
<h3>2. String to sign</h3>${lineList(stringToSign)}
<h3>3. Key: HMAC-SHA256 over each step with the one before as key</h3>${lineList(chain)}
<h3>4. Signature: HMAC-SHA256 over the string to sign</h3>
<ol class="lines">${lineItem({ text: expected, signed: given }, '', ['computed here', 'sent by you'])}</ol>`
}

/** Numbered as the request has them. */
function lineList(lines: readonly ComparedLine[]): Html {
  let number = 0
  return html`<ol class="lines">${lines.map(line => {
    number += line.text === null ? 0 : 1
    return lineItem(line, line.text === null ? '' : String(number))
  })}</ol>`
}

const WHO = ['request says', 'you signed'] as const

function lineItem(
  { text, signed }: ComparedLine,
  number: string,
  [here, there]: readonly [string, string] = WHO,
): Html {
  if (text === signed) return html`<li><b>${number}</b><span>${text || '(empty)'}</span></li>`
  return html`<li class="differs"><b>${number}</b><span><span class="who">${here}</span> ${shown(text)}<br>
<span class="who">${there}</span> ${shown(signed)}</span></li>`
}

/** White space at the ends is what one looks for, so it is made visible. */
function shown(line: string | null): string {
  if (line === null) return '(no such line)'
  return line === '' ? '(empty)' : line.replace(/^ +| +$/g, spaces => '␣'.repeat(spaces.length))
}
