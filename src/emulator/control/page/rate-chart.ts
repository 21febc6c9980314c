// How many loads arrived in each second of the last minute, drawn against Amazon's limit.

import { type Html, html } from '../../html.ts'
import type { CallRecord } from '../../journal.ts'

const SECONDS = 60

/** Amazon's documented limit for each partner account. */
const LIMIT = 10

/** `now` in milliseconds since 1970; the calls in the order in which they came. */
export function rateChart(calls: readonly CallRecord[], now: number): Html {
  const counts = countBySecond(calls, now)
  const most = Math.max(...counts.map(({ all }) => all))
  const throttled = counts.reduce((sum, second) => sum + second.throttled, 0)
  const label = `Loads a second in the last minute: ${most} at most, ${throttled} throttled; the limit is ${LIMIT}.`
  const height = Math.max(LIMIT + 2, most)
  const bars = counts.map(({ all, throttled: over }, second) => {
    const top = height - all
    return html`<rect x="${second}" y="${top}" width="0.8" height="${all - over}"/><rect class="over" x="${second}" y="${
      height - over
    }" width="0.8" height="${over}"/>`
  })
  return html`<figure class="rate">
<svg viewBox="0 0 ${SECONDS} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}">${bars}
<line x1="0" x2="${SECONDS}" y1="${height - LIMIT}" y2="${height - LIMIT}"/></svg>
<figcaption>${label}</figcaption>
</figure>`
}

interface Second {
  all: number
  throttled: number
}

/** The oldest second first. */
function countBySecond(calls: readonly CallRecord[], now: number): readonly Second[] {
  const counts = Array.from({ length: SECONDS }, (): Second => ({ all: 0, throttled: 0 }))
  for (let index = calls.length - 1; index >= 0; index -= 1) {
    const call = calls[index]
    const ago = Math.floor((now - Date.parse(call?.at ?? '')) / 1000)
    if (!call || ago >= SECONDS) break
    const second = counts[SECONDS - 1 - Math.max(0, ago)]
    if (call.operation !== 'LoadAmazonBalance' || !second) continue
    second.all += 1
    if (call.answer === 'throttled') second.throttled += 1
  }
  return counts
}
