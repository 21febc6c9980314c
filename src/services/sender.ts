/**
 * The sender of this process: a line for each partner account, so that none waits for another. All waiting is in the
 * database, so any process may go on where this one stops.
 */
import * as queue from '../storage/deposit-queue.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import type { Context } from './context.ts'
import { createLine } from './line.ts'
import { createStopper } from './stop.ts'
import { createWaiting } from './waiting.ts'

export type Sender = {
  /**
   * Sends this fresh deposit as soon as there is room, and tells the other processes of it where there is none. Resolves
   * when its answer is on record, after `waitMs` at the latest; at once where it is not sent now, on hold maybe, or where
   * so many wait that it would not be.
   */
  sendNow(fresh: Fresh, waitMs: number): Promise<void>
  /** Begins to send what is due. */
  wake(): Promise<void>
  /** Sends everything that is due; resolves when nothing is left. */
  sendDue(): Promise<void>
  /** Sends the probes that are due, beside all else, so that no backlog delays them; resolves when they are answered. */
  sendProbes(): Promise<void>
  /** Resolves when no call is in flight and the others know that there may be work; nothing new is begun any more. */
  stop(): Promise<void>
}

export type Fresh = queue.Lane & { readonly claimLinkId: string }

/** Whoever waits in a line takes up room that others need to come in at all. */
const mostAwaited = 40

/** One per process. */
export function createSender(context: Context): Sender {
  const { database, accounts } = context
  const stopper = createStopper()
  const waiting = createWaiting()
  const lines = new Map(
    [...accounts].map(([name, account]) => [name, createLine(context, account, waiting, stopper)]),
  )
  const each = [...lines.values()]

  const wake = async () => void (await Promise.all(each.map(line => line.wake())))
  const settled = async () => void (await Promise.all(each.map(line => line.settled())))
  return {
    wake,
    sendNow: async ({ claimLinkId, partnerAccount, campaignId }, waitMs) => {
      const line = lines.get(partnerAccount)
      if (!line) return await queue.announce(database)
      const free = line.hasRoom()
      const soon = free || waiting.count() < Math.min(line.mostWithin(waitMs), mostAwaited)
      const answer = soon && !stopper.begun.aborted ? waiting.begin(claimLinkId, campaignId, waitMs) : null
      line.offer(campaignId)
      if (!free) await queue.announce(database)
      await answer
    },
    sendDue: async () => {
      await wake()
      await settled()
    },
    sendProbes: async () => {
      const able = [...lines.keys()].filter(name => !context.keys.standsBy(name))
      const held = await partnerAccounts.takeProbes(database, able)
      await Promise.all(held.map(name => lines.get(name)?.probe()))
    },
    stop: async () => {
      await stopper.run(async () => {
        waiting.endAll()
        await settled()
      })
      await queue.announce(database).catch(() => {})
    },
  }
}
