/**
 * How late the calls of one process leave after their slots began. Slots are a little longer than they must be, so a
 * little lateness is free; more of it brings two calls together and is paid for with time between the slots.
 */

export type Lateness = {
  /** Who comes later than this to its slot, in milliseconds, lets it go. */
  mostMs(): number
  /** A slot was let go: this machine is too busy for that, and must get through all the same. */
  noteMissed(): void
  /** A call left so many milliseconds after its slot began. */
  noteLeft(lateMs: number): void
  /** Milliseconds that the slots taken now must be longer; whoever asks must take them. */
  takeSpareMs(): number
}

/** A third of what the slots of a second are longer than it; the rest is the network's. */
const firstMs = 13
const longestMs = 2_000
/** All who miss their slots within this time woke up from the same stall. */
const sameStallMs = 50
const calmMs = 5_000
/** What the length of slots allows for beside it. */
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
  let missed = { mostMs: firstMs, atMs: Number.NEGATIVE_INFINITY }
  let paid = { ms: 0, atMs: Number.NEGATIVE_INFINITY }
  let worstMs = 0
  const mostMs = () => (elapsedMs() - missed.atMs < calmMs ? missed.mostMs : firstMs)
  return {
    mostMs,
    noteMissed: () => {
      const atMs = elapsedMs()
      if (atMs - missed.atMs < sameStallMs) return
      missed = { mostMs: Math.min(2 * mostMs(), longestMs), atMs }
    },
    noteLeft: lateMs => {
      worstMs = Math.max(worstMs, lateMs - freeMs)
    },
    takeSpareMs: () => {
      const atMs = elapsedMs()
      const dueMs = Math.max(worstMs, mostMs() - firstMs)
      const owedMs = dueMs - (atMs - paid.atMs < paidForMs ? paid.ms : 0)
      if (owedMs <= 0) return 0
      paid = { ms: dueMs, atMs }
      worstMs = 0
      return owedMs
    },
  }
}
