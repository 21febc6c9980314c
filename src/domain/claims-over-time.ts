/** Claims counted by state and time, and the bars that they are drawn as. */
import type { DepositState } from './deposit.ts'

/** Claims of one state whose recipients consented in the same part of time. */
export type ClaimCount = {
  readonly state: DepositState
  /** Of an hour the seconds since 1970 at its beginning, of a day its local date; they sort as time does. */
  readonly part: string
  readonly count: number
  readonly amountMinor: number
}

export type TimeUnit = 'hour' | 'day'

/** The claims of one part of time. */
export type Bar = {
  readonly part: string
  readonly deposited: number
  readonly waiting: number
  /** Refused or in review. */
  readonly undone: number
}

/** Fewer would be blocks, not bars. */
const fewestBars = 12

/**
 * One bar for each part of time from the first claim to `until`, or to the last one, those without a claim as well; some
 * before the first claim where there would be few.
 */
export function barsOf(claims: readonly ClaimCount[], unit: TimeUnit, until: string | null): Bar[] {
  const claimed = claims.map(({ part }) => part).toSorted()
  const [first] = claimed
  if (first === undefined) return []
  const last = [...claimed, until ?? first].toSorted().at(-1) ?? first
  const parts = [...claimed, last]
  for (let part = first; part < last; part = partAfter(part, unit, 1)) parts.push(part)
  const known = [...new Set(parts)].toSorted()
  for (let part = first; known.length < fewestBars; known.unshift(part)) part = partAfter(part, unit, -1)
  return known.map(part => barOf(part, claims))
}

function barOf(part: string, claims: readonly ClaimCount[]): Bar {
  const own = claims.filter(claim => claim.part === part)
  const count = (...states: DepositState[]) => sumOf(own, states, claim => claim.count)
  return {
    part,
    deposited: count('deposited'),
    waiting: count('pending', 'sending'),
    undone: count('refused', 'review'),
  }
}

/** So many parts later; earlier for a negative number. */
function partAfter(part: string, unit: TimeUnit, steps: number): string {
  if (unit === 'hour') return String(Number(part) + steps * 3_600)
  return new Date(Date.parse(`${part}T00:00:00Z`) + steps * 86_400_000).toISOString().slice(0, 10)
}

/** Over the claims of these states; null stands for all. */
export function sumOf(
  claims: readonly ClaimCount[],
  states: readonly DepositState[] | null,
  of: (claim: ClaimCount) => number,
): number {
  const counted = states === null ? claims : claims.filter(({ state }) => states.includes(state))
  return counted.reduce((sum, claim) => sum + of(claim), 0)
}
