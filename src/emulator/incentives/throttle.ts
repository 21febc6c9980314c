// Counts calls in a sliding second, per partner and operation, as Amazon's documented limits ask.

export interface ThrottleLimits {
  /** Calls a second to LoadAmazonBalance; GetAvailableFunds always has one. */
  readonly perSecond: number
}

/** Takes a place in the current second and answers true, or answers false when it is full. */
export type Throttle = (partnerId: string, operation: string, now: number) => boolean

/** A sliding window, stricter than a token bucket: never more than the limit in any 1,000 ms. */
export function createThrottle(limits: ThrottleLimits | null): Throttle {
  if (limits === null) return () => true
  const taken = new Map<string, number[]>()
  return (partnerId, operation, now) => {
    const key = `${partnerId} ${operation}`
    const recent = (taken.get(key) ?? []).filter(at => at > now - 1000)
    const free = recent.length < (operation === 'GetAvailableFunds' ? 1 : limits.perSecond)
    if (free) recent.push(now)
    taken.set(key, recent)
    return free
  }
}
