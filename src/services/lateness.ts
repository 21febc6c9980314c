/**
 * How late the calls of one process leave after their slots began. Slots are a little longer than they must be, so a
 * little lateness is free; more of it brings calls together and is paid for with time between the slots after it.
 */

export type Lateness = {
  /** A call left so many milliseconds after its slot began. */
  noteLeft(lateMs: number): void
  /**
   * Milliseconds that the slots taken now must be longer; whoever asks must take them. With `isLast` no other slot is
   * taken soon, so that what is owed is told whole.
   */
  takeSpareMs(isLast?: boolean): number
}

/** What the length of slots allows for; the rest of it is the network's. */
const freeMs = 5
/** Spare time is between the calls of half a second before and after, so once in that time is enough. */
const paidForMs = 400

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
  /** Since it was last paid for. */
  let worstMs = 0
  return {
    noteLeft: lateMs => {
      worstMs = Math.max(worstMs, lateMs - freeMs)
    },
    takeSpareMs: (isLast = false) => {
      const atMs = elapsedMs()
      const isPaid = !isLast && atMs - paid.atMs < paidForMs
      const owedMs = worstMs - (isPaid ? paid.ms : 0)
      if (owedMs <= 0) return 0
      paid = { ms: worstMs, atMs }
      worstMs = 0
      return owedMs
    },
  }
}
