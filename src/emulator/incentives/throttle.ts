// Counts calls in a sliding window, per partner and operation, as Amazon's documented limits ask.

export interface ThrottleLimits {
  /** Calls a second to each operation; GetAvailableFunds has one, the activity page one a minute. */
  readonly perSecond: number
}

/** Takes a place in the current window and answers true, or answers false when it is full. */
export type Throttle = (partnerId: string, operation: string, now: number) => boolean

/** A sliding window, stricter than a token bucket: never more than the limit in any stretch of that length. */
export function createThrottle(limits: ThrottleLimits | null): Throttle {
  if (limits === null) return () => true
  const taken = new Map<string, number[]>()
  return (partnerId, operation, now) => {
    const { calls, ms } = SLOW.get(operation) ?? { calls: limits.perSecond, ms: 1000 }
    const key = `${partnerId} ${operation}`
    const recent = (taken.get(key) ?? []).filter(at => at > now - ms)
    const free = recent.length < calls
    if (free) recent.push(now)
    taken.set(key, recent)
    return free
  }
}

const SLOW: ReadonlyMap<string, { readonly calls: number; readonly ms: number }> = new Map([
  ['GetAvailableFunds', { calls: 1, ms: 1000 }],
  ['GetGiftCardActivityPage', { calls: 1, ms: 60_000 }],
])
