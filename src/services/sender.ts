/**
 * The sender of this process: sends what is due, a few deposits at a time, and a fresh consent at once while a lane
 * is free. All waiting is in the database, so any process may go on where this one stops.
 */
import * as queue from '../storage/deposit-queue.ts'
import type { Context } from './context.ts'
import { sendDeposit, type Target } from './deposit.ts'

/** Enough to fill ten calls a second while a call takes less than a second. */
const lanes = 10

export type Sender = {
  /** Sends this deposit now if there is room; resolves when its answer is recorded, or at once. */
  sendNow(claimLinkId: string): Promise<void>
  /** Sends everything that is due; resolves when nothing is left. */
  sendDue(): Promise<void>
  /** Sends the probes that are due, beside the lanes, so that no backlog of another account delays them. */
  sendProbes(): Promise<void>
  /** Resolves when no call is in flight; nothing new is begun any more. */
  stop(): Promise<void>
}

/** One per process; it keeps no state beyond what it is sending at this moment. */
export function createSender(context: Context): Sender {
  const inFlight = new Set<Promise<boolean>>()
  const stopping = new AbortController()

  const send = async (target: Target): Promise<boolean> => {
    if (stopping.signal.aborted) return false
    const sending = sendDeposit(context, target, stopping.signal)
    inFlight.add(sending)
    try {
      return await sending
    } finally {
      inFlight.delete(sending)
    }
  }
  const sendInLane = async (target: Target) => inFlight.size < lanes && (await send(target))
  const drain = async () => {
    while (await sendInLane('due'));
  }
  return {
    sendNow: async claimLinkId => {
      await sendInLane({ claimLinkId })
    },
    sendDue: async () => {
      if (await queue.isAnyDue(context.database)) await Promise.all(Array.from({ length: lanes }, drain))
    },
    sendProbes: async () => {
      const probes = await queue.takeProbes(context.database, { accounts: [...context.accounts.values()] })
      await Promise.all(probes.map(probe => send({ probe })))
    },
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(inFlight)
    },
  }
}
