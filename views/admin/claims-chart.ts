/** Claims over time: a picture that scales, words beside it that do not, and the same as a table. */
import type { Bar, TimeUnit } from '../../src/domain/claims-over-time.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatPart, locales } from '../locale.ts'

const [english] = locales

export type Claims = {
  readonly bars: readonly Bar[]
  readonly unit: TimeUnit
  readonly timeZone: string
}

/** A longer time is cut off at its beginning: a day is then too narrow to be seen. */
const mostBars = 120

const kinds = [
  ['deposited', 'Deposited'],
  ['waiting', 'Waiting'],
  ['undone', 'Refused or in review'],
] as const

export function claimsChart(claims: Claims): Html {
  const bars = claims.bars.slice(-mostBars)
  if (bars.length === 0) return html`<p>Nobody has claimed yet.</p>`
  const most = roundUp(Math.max(...bars.map(totalOf)))
  return html`<figure class="chart">
<figcaption>${captionOf(claims, bars.length)}</figcaption>
<ul class="legend">${kinds.map(([kind, text]) => html`<li class="${kind}">${text}</li>`)}</ul>
<div class="plot">
<p class="scale" aria-hidden="true"><span>${count(most)}</span><span>${count(most / 2)}</span><span>0</span></p>
${picture(bars, most, claims)}
<p class="scale times" aria-hidden="true">${ends(bars).map(bar => html`<span>${named(bar, claims)}</span>`)}</p>
</div>
</figure>
${table(bars, claims)}`
}

/** One unit of the drawing is one bar wide, and as high as one claim. */
function picture(bars: readonly Bar[], most: number, claims: Claims): Html {
  const label = `Claims by ${claims.unit}, from ${named(bars[0], claims)} to ${named(bars.at(-1), claims)}; the table below has the numbers.`
  return html`<svg viewBox="0 0 ${bars.length} ${most}" preserveAspectRatio="none" role="img" aria-label="${label}">
<path class="grid" d="M0 0H${bars.length}M0 ${most / 2}H${bars.length}M0 ${most}H${bars.length}"/>
${bars.map((bar, index) => column(bar, index, most))}
</svg>`
}

function column(bar: Bar, index: number, most: number): Html[] {
  let top = most
  return kinds
    .filter(([kind]) => bar[kind] > 0)
    .map(([kind]) => {
      top -= bar[kind]
      return html`<rect class="${kind}" x="${index + 0.1}" y="${top}" width="0.8" height="${bar[kind]}"/>`
    })
}

function table(bars: readonly Bar[], claims: Claims): Html {
  const rows = bars
    .filter(bar => totalOf(bar) > 0)
    .toReversed()
    .map(
      bar => html`<tr><th scope="row">${named(bar, claims)}</th><td>${count(totalOf(bar))}</td>
${kinds.map(([kind]) => html`<td>${count(bar[kind])}</td>`)}</tr>`,
    )
  return html`<details id="chart-table"><summary id="chart-table-summary">The numbers as a table</summary>
<section class="scrolls" id="chart-table-scrolls" tabindex="0" aria-label="Claims by ${claims.unit}"><table class="numbers">
<thead><tr><th scope="col">${claims.unit === 'hour' ? 'Hour' : 'Day'}</th><th scope="col">Claims</th>${kinds.map(
    ([, text]) => html`<th scope="col">${text}</th>`,
  )}</tr></thead>
<tbody>${rows}</tbody>
</table></section></details>`
}

function captionOf({ bars, unit, timeZone }: Claims, shown: number): string {
  const cut = shown < bars.length ? `, the newest ${shown}` : ''
  return `When people claimed, by ${unit}${cut}. Times are of ${timeZone}.`
}

/** What the axis names: the first, the one in the middle and the last, as far as they differ. */
function ends(bars: readonly Bar[]): Bar[] {
  const named = new Set([0, Math.floor(bars.length / 2), bars.length - 1])
  return bars.filter((_, index) => named.has(index))
}

function named(bar: Bar | undefined, { unit, timeZone }: Claims): string {
  return bar ? formatPart(english, bar.part, unit, timeZone) : ''
}

function totalOf({ deposited, waiting, undone }: Bar): number {
  return deposited + waiting + undone
}

/** A top of the scale that is round and has a half: 2, 4, 6, 8, 10, 12, 16, 20, 40 … */
function roundUp(most: number): number {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(most)) - 1)
  const steps = most < 10 ? [2, 4, 6, 8, 10] : [10, 12, 16, 20, 30, 40, 60, 80, 100]
  return steps.map(step => step * magnitude).find(top => top >= most) ?? most
}

function count(number: number): string {
  return formatCount(english, number)
}
