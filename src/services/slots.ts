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

export type Slots = {
  /**
   * When the slot of this lease begins, on our own clock, once it has begun; null when there is none. Who wakes up late
   * takes a later one.
   */
  wait(lease: Lease): Promise<number | null>
}

export type SlotOptions = {
  /** Sent in spite of a hold. */
  readonly isProbe: boolean
  /** Once aborted, no slot is waited for. */
  readonly stopping: AbortSignal | undefined
}

type Waiting = {
  readonly lease: Lease
  readonly resolve: (atMs: number | null) => void
  readonly reject: (error: unknown) => void
}

/** One per partner account and process, and one for each probe. */
export function createSlots(context: Context, partnerAccount: string, options: SlotOptions): Slots {
  const { elapsedMs, slotClock } = context
  const { stopping, isProbe } = options
  const lateness = context.latenessOf(partnerAccount)
  const { callsPerSecond } = accountOf(context, partnerAccount).incentives
  const slotMs = throttle.slotSpaceMs / callsPerSecond
  const atOnce = Math.max(Math.floor(aheadMs / slotMs), 1)
  const waiting: Waiting[] = []
  let giving = false

  const take = async (leases: readonly Lease[]): Promise<ReadonlyMap<string, number>> => {
    const askedMs = elapsedMs()
    const pace = { callsPerSecond, leadMs: slotClock.leadMs(), spareMs: lateness.takeSpareMs() }
    const slots = await throttle.takeSlots(context.database, leases, { partnerAccount, isProbe, ...pace })
    if (!slots) return new Map()
    slotClock.note(askedMs, slots.nowMs)
    const { firstMs, everyMs, ids } = slots
    return new Map(ids.map((id, index) => [id, slotClock.localMs(firstMs + index * everyMs)]))
  }
  /** When the last slot given begins. */
  const give = async (takers: readonly Waiting[]): Promise<number> => {
    try {
      const slots = await take(takers.map(({ lease }) => lease))
      for (const { lease, resolve } of takers) resolve(slots.get(lease.claimLinkId) ?? null)
      return Math.max(...slots.values())
    } catch (error) {
      for (const { reject } of takers) reject(error)
      return Number.NEGATIVE_INFINITY
    }
  }
  const sleepUntil = async (atMs: number) => {
    const ms = atMs - elapsedMs()
    if (ms > 0) await sleep(ms, undefined, { signal: stopping }).catch(() => {})
  }
  /** Asks again so early that the answer is there when the last slot given is over. */
  const giveAll = async () => {
    if (giving) return
    giving = true
    while (waiting.length > 0) {
      const lastMs = await give(waiting.splice(0, atOnce))
      await sleepUntil(lastMs + slotMs - slotClock.leadMs())
    }
    giving = false
  }
  const next = (lease: Lease, isLate: boolean): Promise<number | null> =>
    new Promise((resolve, reject) => {
      const taker = { lease, resolve, reject }
      if (isLate) waiting.unshift(taker)
      else waiting.push(taker)
      void giveAll()
    })
  return {
    wait: async lease => {
      for (let isLate = false; !stopping?.aborted; isLate = true) {
        const atMs = await next(lease, isLate)
        if (atMs === null) return null
        await sleepUntil(atMs)
        if (!stopping?.aborted && elapsedMs() <= atMs + lateness.mostMs()) return atMs
        lateness.noteMissed()
      }
      return null
    },
  }
}
