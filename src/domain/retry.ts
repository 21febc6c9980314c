/** When an unanswered deposit is sent again: capped exponential back-off with full jitter (AWS Builders' Library). */

const firstMs = 1_000
const capMs = 15 * 60_000

/**
 * Milliseconds to wait after `unclear` attempts (from 1) that left it open whether they were applied. `random` is in
 * [0, 1). The floor of half a second keeps two sends of one deposit apart.
 */
export function retryDelayMs(unclear: number, random: number): number {
  const ceiling = Math.min(capMs, firstMs * 2 ** Math.min(Math.max(unclear, 1) - 1, 20))
  return Math.round(500 + random * ceiling)
}

/**
 * Milliseconds to wait where Amazon gives this recipient no more today: sooner the answer would be the same, and each one
 * costs somebody else a slot. `random` is in [0, 1).
 */
export function limitedDelayMs(random: number): number {
  return Math.round(capMs * (1 + random))
}
