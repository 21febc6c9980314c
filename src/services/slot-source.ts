/**
 * Slots of a partner account as the database gives them, on this process's own clock. One that was given may still be
 * lost: the clock of the database may be set, and a hold may begin before a slot that lies far ahead.
 */
import * as throttle from '../storage/throttle.ts'
import { accountOf, type Context } from './context.ts'
import type { Lease } from './lease.ts'

/** A hold that begins later than this before a slot comes too late for it. */
const aheadMs = 100
/** No slot that was given begins later from now: whoever waits longest may take several at once. */
const longestAheadMs = throttle.longestWaitMs + aheadMs

/** The times are milliseconds of a clock that nobody sets. */
export type Given = {
  /** When the slot begins. */
  readonly atMs: number
  /** When it was asked for. */
  readonly askedMs: number
}

export type SlotSource = {
  /** How many slots fit into the time that is looked ahead. */
  readonly atOnce: number
  /** Takes a slot for each lease that is good and not on hold; nobody else has slots until the last one is over. */
  take(leases: readonly Lease[]): Promise<Taken>
  /** Whether the slot must be looked at again before it begins. */
  isFar(given: Given): boolean
  /** Whether its lease is still good and not on hold. */
  isGood(lease: Lease): Promise<boolean>
  /** The call of this slot leaves now. */
  noteLeft(given: Given): void
  /** Pays for a call that left late where no slot is taken soon. A database that is away gives slots to nobody. */
  payAlone(): Promise<void>
}

export type Taken = {
  /** By claim link; who is not among them has none. */
  readonly given: ReadonlyMap<string, Given>
  /** When the last one is over. */
  readonly overMs: number
}

const nothing: Taken = { given: new Map(), overMs: Number.NEGATIVE_INFINITY }

export function createSlotSource(context: Context, partnerAccount: string, isProbe: boolean): SlotSource {
  const { database, elapsedMs, slotClock } = context
  const lateness = context.latenessOf(partnerAccount)
  const { callsPerSecond } = accountOf(context, partnerAccount).incentives
  let timesSet = slotClock.timesSet()

  const wasSet = () => {
    const before = timesSet
    timesSet = slotClock.timesSet()
    return timesSet !== before
  }
  const take = async (leases: readonly Lease[], leadMs = slotClock.leadMs()): Promise<Taken> => {
    const askedMs = elapsedMs()
    const terms = { partnerAccount, isProbe, callsPerSecond, leadMs, spareMs: lateness.takeSpareMs() }
    const slots = await throttle.takeSlots(database, leases, terms)
    if (!slots) return nothing
    slotClock.note(askedMs, slots.nowMs)
    // By a clock that was set they lie where they like among those given before, which must be over first.
    if (wasSet()) return await take(leases, longestAheadMs)
    const { firstMs, everyMs, ids } = slots
    const beginMs = (place: number) => slotClock.localMs(firstMs + place * everyMs)
    const given = new Map(ids.map((id, place) => [id, { askedMs, atMs: beginMs(place) }]))
    return { given, overMs: beginMs(ids.length) }
  }
  return {
    atOnce: Math.max(Math.floor((aheadMs * callsPerSecond) / throttle.slotSpaceMs), 1),
    take: leases => take(leases),
    isFar: ({ atMs, askedMs }) => atMs - askedMs > aheadMs + slotClock.leadMs(),
    isGood: lease => throttle.isGood(database, lease, { partnerAccount, isProbe }),
    noteLeft: ({ atMs, askedMs }) => lateness.noteLeft(elapsedMs() - atMs, askedMs),
    payAlone: async () => {
      const spareMs = lateness.takeSpareMs(true)
      if (spareMs > 0) await throttle.leaveOut(database, partnerAccount, spareMs).catch(() => {})
    },
  }
}
