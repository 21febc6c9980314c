/** How soon a waiting page looks again: the longer the wait, the rarer, so that a long line is not a storm. */
import type { Wait } from '../domain/queue.ts'

/** Spread to either side, that is never less than four seconds. */
const fewestSeconds = 5.5
const mostSeconds = 60

/**
 * Seconds, about a tenth of the time left, or of the time it has waited where nobody knows what is left. `random` is
 * in [0, 1): a quarter to either side, so that a thousand pages do not come back in the same second.
 */
export function refreshSeconds(wait: Wait, waitedMs: number, random: number): number {
  const tenth = tenthOf(wait, waitedMs) / 1_000
  const seconds = Math.min(Math.max(tenth, fewestSeconds), mostSeconds)
  return Math.round(seconds * (0.75 + random / 2))
}

function tenthOf(wait: Wait, waitedMs: number): number {
  if (wait.kind === 'held') return mostSeconds * 1_000
  return (wait.kind === 'in-line' ? wait.leftMs : waitedMs) / 10
}
