/**
 * The line of one partner account in this process: takes deposits in turn, a few waiting for their slot at a time and
 * as many calls open as the pace and Amazon's slowest answers need.
 */
import { callMs } from '../domain/amazon-call.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import * as queue from '../storage/deposit-queue.ts'
import type { Context } from './context.ts'
import { sendDeposit, sendLeased } from './deposit.ts'
import { type Lease, leaseDue } from './lease.ts'
import { createSlots } from './slots.ts'
import type { Stop } from './stop.ts'
import { createTurns } from './turns.ts'
import type { Waiting } from './waiting.ts'

/** Enough that the next slot finds its deposit leased, and few enough to keep the order and to be handed back soon. */
const fewestWaiting = 4
/** A lease and a slot take this long on a busy machine; at a fast pace so many more must be under way at the same time. */
const leaseSeconds = 0.25
/** Leases of one statement; more would take no less time for each. */
const mostWaiting = 64
const mostOpen = 256

export type Line = {
  /** Whether another deposit could be taken now. */
  hasRoom(): boolean
  /** How many could be sent in so many milliseconds at the configured pace. */
  mostWithin(ms: number): number
  /** Looks for what is due and begins to send it. */
  wake(): Promise<void>
  /** Begins to send what is due of this campaign, without looking. */
  offer(campaignId: string): void
  /** Sends the probe of the account, which is on hold, beside all others. */
  probe(): Promise<void>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

/**
 * One per partner account and process; it keeps no state beyond what it is sending at this moment. Ends the wait of whoever
 * is `awaited` when the answer is on record, and when the deposit is not sent now.
 */
export function createLine(context: Context, account: PartnerAccount, awaited: Waiting, stop: Stop): Line {
  const { name: partnerAccount, incentives } = account
  const turns = createTurns(() => queue.listLanes(context.database, partnerAccount))
  const most = Math.min(Math.ceil((incentives.callsPerSecond * callMs) / 1_000), mostOpen)
  const ahead = Math.min(
    Math.max(fewestWaiting, Math.ceil(incentives.callsPerSecond * leaseSeconds)),
    mostWaiting,
  )
  const slots = createSlots(context, partnerAccount, { isProbe: false, stopping: stop.begun })
  const open = new Set<Promise<unknown>>()
  const sending = new Set<string>()
  let waiting = 0
  let leasing = false

  const hasRoom = () => !stop.begun.aborted && waiting < ahead && open.size < most
  const begin = () => {
    if (!leasing) void keep(leaseAll())
  }
  /** One lease after the other, so that the order is kept; what is offered meanwhile is leased together. */
  const leaseAll = async () => {
    leasing = true
    try {
      while (hasRoom() && turns.count() > 0) await leaseRound()
    } finally {
      leasing = false
    }
  }
  /** As many of each lane, so that the first one does not fill a free line before the others have their turn. */
  const leaseRound = async () => {
    const lanes = turns.count()
    const share = Math.max(Math.floor((ahead - waiting) / lanes), 1)
    for (let taken = 0; taken < lanes && hasRoom(); taken++) {
      const campaignId = turns.take()
      if (campaignId !== undefined) await leaseFrom(campaignId, share)
    }
  }
  const leaseFrom = async (campaignId: string, share: number) => {
    const asked = awaited.of(campaignId)
    const leases = await leaseDue(context, { partnerAccount, campaignId }, share)
    for (const lease of leases) void keep(send(lease))
    if (leases.length === share) return turns.offer(campaignId)
    // What is left is on hold, must wait, or is another process's.
    for (const id of asked) if (!sending.has(id)) awaited.end(id)
  }
  /** Each step that makes room begins the next deposits. */
  const send = async (lease: Lease) => {
    waiting++
    sending.add(lease.claimLinkId)
    const goOn = once(() => {
      waiting--
      begin()
    })
    const ended = () => {
      goOn()
      sending.delete(lease.claimLinkId)
    }
    await sendLeased(context, lease, { slots, onSlot: goOn, stop }).finally(ended)
    awaited.end(lease.claimLinkId)
    begin()
  }
  const keep = (work: Promise<unknown>): Promise<unknown> => {
    const kept = work.catch(reportTo(context)).finally(() => open.delete(kept))
    open.add(kept)
    return kept
  }
  return {
    hasRoom,
    mostWithin: ms => (incentives.callsPerSecond * ms) / 1_000,
    wake: async () => {
      if (stop.begun.aborted) return
      await turns.look()
      begin()
    },
    offer: campaignId => {
      turns.offer(campaignId)
      begin()
    },
    probe: async () => {
      if (!stop.begun.aborted) await keep(sendDeposit(context, { probe: partnerAccount }, stop))
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open)
    },
  }
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

/** What failed is due again when its lease is over, and the next round looks anew. */
function reportTo({ log }: Context) {
  return (error: unknown) => {
    const reason = error instanceof Error ? error.message : 'unknown'
    log.error({ reason }, 'a deposit could not be sent and is tried again')
  }
}
