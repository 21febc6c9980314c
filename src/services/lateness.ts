/**
 * How late the calls of one process leave after their slots began. Slots are a little longer than they must be, so a
 * little lateness is free; more of it brings calls together and is paid for with time between the slots after it.
 */

export type Lateness = {
  /** A call left so many milliseconds after its slot began, which was asked for at `askedMs`. */
  noteLeft(lateMs: number, askedMs: number): void
  /**
   * Milliseconds that the slots taken now must be longer; whoever asks must take them. With `isLast` no other slot is
   * taken soon, so that nothing is left for the next one.
   */
  takeSpareMs(isLast?: boolean): number
}

/** What the length of slots allows for; the rest of it is the network's. */
const freeMs = 15
/** A late call meets the calls of the second after it, so spare time may wait for other late calls; much of it may not. */
const deferredMs = 300
const mostDeferredMs = 100

/** Each partner account's own. */
export function latenessByAccount(elapsedMs: () => number): (partnerAccount: string) => Lateness {
  const made = new Map<string, Lateness>()
  return partnerAccount => {
    const lateness = made.get(partnerAccount) ?? createLateness(elapsedMs)
    made.set(partnerAccount, lateness)
    return lateness
  }
}

/** `elapsedMs` is a clock that nobody sets. */
export function createLateness(elapsedMs: () => number): Lateness {
  let paid = { ms: 0, atMs: Number.NEGATIVE_INFINITY }
  let owed = { ms: 0, sinceMs: 0 }
  return {
    noteLeft: (lateMs, askedMs) => {
      const ms = lateMs - freeMs
      // Spare time after its slot is between this call and those it could meet.
      const isPaid = paid.atMs >= askedMs && paid.ms >= ms
      if (ms <= 0 || isPaid) return
      owed = { ms: Math.max(owed.ms, ms), sinceMs: owed.ms > 0 ? owed.sinceMs : elapsedMs() }
    },
    takeSpareMs: (isLast = false) => {
      const atMs = elapsedMs()
      const mayWait = owed.ms <= mostDeferredMs && atMs - owed.sinceMs < deferredMs
      if (owed.ms === 0 || (mayWait && !isLast)) return 0
      paid = { ms: owed.ms, atMs }
      owed = { ms: 0, sinceMs: 0 }
      return paid.ms
    },
  }
}
