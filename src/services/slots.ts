/**
 * The wait for a slot: deposits that this process has leased of one partner account take theirs in the order they
 * were leased, and several at once where the pace is fast. Whoever gets one has a lease that is still good.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from './context.ts'
import type { Lease } from './lease.ts'
import { createSlotSource, type Given } from './slot-source.ts'

/**
 * Whoever wakes up later than this was frozen, and lets its slot go; whoever is less late goes, and pays for that. The
 * limit doubles with each slot that is let go, so that a machine that is always late gets through all the same.
 */
const firstLateMs = 500
const longestLateMs = 4_000
/** What the opening of a connection may add. */
const connectMs = 500

export type Slot = Given & {
  /** No byte leaves later; whoever waits longer for a connection finds it open the next time. */
  readonly untilMs: number
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

type Taker = {
  readonly lease: Lease
  readonly resolve: (given: Given | null) => void
  readonly reject: (error: unknown) => void
}

/** One per partner account and process, and one for each probe. */
export function createSlots(context: Context, partnerAccount: string, options: SlotOptions): Slots {
  const { elapsedMs, slotClock } = context
  const { stopping, isProbe } = options
  const source = createSlotSource(context, partnerAccount, isProbe)
  const waiting: Taker[] = []
  let giving = false

  /** Gives each its slot and returns when the last one is over. */
  const give = async (takers: readonly Taker[]): Promise<number> => {
    const { given, overMs } = await source.take(takers.map(({ lease }) => lease))
    for (const { lease, resolve } of takers) resolve(given.get(lease.claimLinkId) ?? null)
    return overMs
  }
  const sleepUntil = async (atMs: number) => {
    const ms = atMs - elapsedMs()
    if (ms > 0) await sleep(ms, undefined, { signal: stopping }).catch(() => {})
  }
  /** Asks again so early that the answer is there when the last slot given is over. */
  const giveAll = async () => {
    if (giving) return
    giving = true
    while (waiting.length > 0 && !stopping?.aborted) {
      const takers = waiting.splice(0, source.atOnce)
      const overMs = await give(takers).catch((error: unknown) => {
        for (const { reject } of takers) reject(error)
        return Number.NEGATIVE_INFINITY
      })
      await sleepUntil(overMs - slotClock.leadMs())
    }
    giving = false
    for (const { resolve } of waiting.splice(0)) resolve(null)
    await source.payAlone()
  }
  const next = (lease: Lease, isLate: boolean): Promise<Given | null> =>
    new Promise((resolve, reject) => {
      const taker = { lease, resolve, reject }
      if (isLate) waiting.unshift(taker)
      else waiting.push(taker)
      void giveAll()
    })
  const isStillGood = async (lease: Lease, given: Given) => {
    if (!source.isFar(given)) return true
    await sleepUntil(given.atMs - slotClock.leadMs())
    return !stopping?.aborted && (await source.isGood(lease))
  }
  return {
    wait: async lease => {
      for (let mostMs = firstLateMs; !stopping?.aborted; mostMs = Math.min(2 * mostMs, longestLateMs)) {
        const given = await next(lease, mostMs > firstLateMs)
        if (given === null || !(await isStillGood(lease, given))) return null
        await sleepUntil(given.atMs)
        const lateMs = elapsedMs() - given.atMs
        if (!stopping?.aborted && lateMs <= mostMs)
          return { ...given, untilMs: given.atMs + mostMs + connectMs }
      }
      return null
    },
    leaves: slot => {
      source.noteLeft(slot)
      if (!giving) void source.payAlone()
    },
  }
}
