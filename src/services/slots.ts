/**
 * The wait for a slot: deposits that this process has leased of one partner account take theirs in the order they
 * were leased, and several at once where the pace is fast. Every look also proves that the leases are still good.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import * as throttle from '../storage/throttle.ts'
import { accountOf, type Context } from './context.ts'
import type { Lease } from './lease.ts'

/** Slots are not taken farther ahead, or a hold that begins meanwhile would come too late. */
const aheadMs = 100
/**
 * Whoever wakes up later than this was frozen, and lets its slot go; a little less late it goes and pays for that. A
 * machine that is always so late gets through all the same.
 */
const firstLateMs = 500
const longestLateMs = 4_000
const connectMs = 500

export type Slot = Given & {
  /** No byte leaves later; whoever waits longer for a connection finds it open the next time. */
  readonly untilMs: number
}

type Given = {
  /** When it begins, on our own clock. */
  readonly atMs: number
  /** When it was asked for. */
  readonly askedMs: number
}

export type Slots = {
  /** The slot of this lease, once it has begun; null when there is none. Who wakes up too late takes a later one. */
  wait(lease: Lease): Promise<Slot | null>
  /** The call of this slot leaves now. */
  leaves(slot: Slot): void
}

export type SlotOptions = {
  /** Sent in spite of a hold. */
  readonly isProbe: boolean
  /** Once aborted, no slot is waited for. */
  readonly stopping: AbortSignal | undefined
}

type Waiting = {
  readonly lease: Lease
  readonly resolve: (given: Given | null) => void
  readonly reject: (error: unknown) => void
}

const none: Pick<throttle.Slots, 'firstMs' | 'everyMs' | 'ids'> = {
  firstMs: Number.NEGATIVE_INFINITY,
  everyMs: 0,
  ids: [],
}

/** One per partner account and process, and one for each probe. */
export function createSlots(context: Context, partnerAccount: string, options: SlotOptions): Slots {
  const { elapsedMs, slotClock } = context
  const { stopping, isProbe } = options
  const lateness = context.latenessOf(partnerAccount)
  const { callsPerSecond } = accountOf(context, partnerAccount).incentives
  const atOnce = Math.max(Math.floor((aheadMs * callsPerSecond) / throttle.slotSpaceMs), 1)
  const waiting: Waiting[] = []
  let giving = false

  /** Gives each its slot and returns when the last one is over. */
  const give = async (takers: readonly Waiting[]): Promise<number> => {
    const askedMs = elapsedMs()
    const pace = { callsPerSecond, leadMs: slotClock.leadMs(), spareMs: lateness.takeSpareMs() }
    const leases = takers.map(({ lease }) => lease)
    const slots = await throttle.takeSlots(context.database, leases, { partnerAccount, isProbe, ...pace })
    if (slots) slotClock.note(askedMs, slots.nowMs)
    const { firstMs, everyMs, ids } = slots ?? none
    for (const { lease, resolve } of takers) {
      const place = ids.indexOf(lease.claimLinkId)
      resolve(place < 0 ? null : { askedMs, atMs: slotClock.localMs(firstMs + place * everyMs) })
    }
    return slotClock.localMs(firstMs + ids.length * everyMs)
  }
  const sleepUntil = async (atMs: number) => {
    const ms = atMs - elapsedMs()
    if (ms > 0) await sleep(ms, undefined, { signal: stopping }).catch(() => {})
  }
  /** Where no other slot is taken in which it could be paid for. A database that is away gives slots to nobody. */
  const payAlone = async () => {
    const spareMs = lateness.takeSpareMs(true)
    if (spareMs > 0) await throttle.leaveOut(context.database, partnerAccount, spareMs).catch(() => {})
  }
  /** Asks again so early that the answer is there when the last slot given is over. */
  const giveAll = async () => {
    if (giving) return
    giving = true
    while (waiting.length > 0 && !stopping?.aborted) {
      const takers = waiting.splice(0, atOnce)
      const overMs = await give(takers).catch((error: unknown) => {
        for (const { reject } of takers) reject(error)
        return Number.NEGATIVE_INFINITY
      })
      await sleepUntil(overMs - slotClock.leadMs())
    }
    giving = false
    for (const { resolve } of waiting.splice(0)) resolve(null)
    await payAlone()
  }
  const next = (lease: Lease, isLate: boolean): Promise<Given | null> =>
    new Promise((resolve, reject) => {
      const taker = { lease, resolve, reject }
      if (isLate) waiting.unshift(taker)
      else waiting.push(taker)
      void giveAll()
    })
  return {
    wait: async lease => {
      for (let mostMs = firstLateMs; !stopping?.aborted; mostMs = Math.min(2 * mostMs, longestLateMs)) {
        const given = await next(lease, mostMs > firstLateMs)
        if (given === null) return null
        await sleepUntil(given.atMs)
        const lateMs = elapsedMs() - given.atMs
        if (!stopping?.aborted && lateMs <= mostMs)
          return { ...given, untilMs: given.atMs + mostMs + connectMs }
      }
      return null
    },
    leaves: ({ atMs, askedMs }) => {
      lateness.noteLeft(elapsedMs() - atMs, askedMs)
      if (!giving) void payAlone()
    },
  }
}
