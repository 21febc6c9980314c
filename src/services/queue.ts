/**
 * The queue as this process knows it: read once a second, and every waiting page is answered from memory, so that ten
 * thousand watchers cost the database no more than one.
 */
import type { Campaign } from '../domain/campaign.ts'
import type { DepositState } from '../domain/deposit.ts'
import { keepReading, measuredPace, type Reading } from '../domain/pace.ts'
import { type AccountQueue, type InLine, type Wait, waitIn } from '../domain/queue.ts'
import { readQueue } from '../storage/queue.ts'
import { slotSpaceMs } from '../storage/throttle.ts'
import type { Context } from './context.ts'

/** While the database is away the last reading is good for so long, and then nothing is known. */
const keptMs = 5_000

/** Due so soon, or just now, its next call is as good as under way; one that is overdue for longer waits for a turn. */
const dueMs = 1_000

export type WaitingDeposit = InLine & {
  readonly partnerAccount: string
  readonly state: DepositState
  readonly attempts: number
  readonly nextAttemptAt: Date
}

export type QueueView = {
  /** Throws `unavailable` while the database is away. */
  read(): Promise<void>
  /** What a deposit that is pending or being sent can be told now. */
  waitOf(deposit: WaitingDeposit, claim: OfClaim): Wait
}

/** What the page's own reading of the claim tells: it is newer than the queue's, which has no lane where nothing waits. */
export type OfClaim = {
  readonly campaign: Pick<Campaign, 'heldSince'>
  /** By the database's clock, as the next attempt is. */
  readonly readAt: Date
}

type Known = {
  readonly at: number
  readonly readings: ReadonlyMap<string, readonly Reading[]>
  readonly accounts: readonly AccountQueue[]
}

/** One per process; `now` is a steady clock in milliseconds. */
export function createQueueView(context: Context, now = () => performance.now()): QueueView {
  let known: Known = { at: Number.NEGATIVE_INFINITY, accounts: [], readings: new Map() }
  return {
    read: async () => {
      const at = now()
      const accounts = await readQueue(context.database)
      const readings = accounts.map(account => {
        const kept = known.readings.get(account.name) ?? []
        return [account.name, keepReading(kept, { at, account })] as const
      })
      known = { at, accounts, readings: new Map(readings) }
    },
    waitOf: (deposit, claim) => {
      if (claim.campaign.heldSince) return { kind: 'held' }
      const { partnerAccount } = deposit
      const account = known.accounts.find(({ name }) => name === partnerAccount)
      if (!account || now() - known.at > keptMs) return { kind: 'unknown' }
      const pace = measuredPace(known.readings.get(partnerAccount) ?? [], paceOf(context, partnerAccount))
      const wait = waitIn(account, deposit, pace)
      return wait.kind === 'in-line' ? (callOf(deposit, claim.readAt) ?? wait) : wait
    },
  }
}

/** Deposits that the partner account may send in a second; none while it is not configured. */
export function paceOf({ accounts }: Pick<Context, 'accounts'>, name: string): number {
  return (1_000 * (accounts.get(name)?.incentives.callsPerSecond ?? 0)) / slotSpaceMs
}

/** What one that has left its line can be told; null while it is in line. */
function callOf({ state, attempts, nextAttemptAt }: WaitingDeposit, readAt: Date): Wait | null {
  if (state !== 'sending' && attempts === 0) return null
  const awayMs = Math.abs(nextAttemptAt.getTime() - readAt.getTime())
  return { kind: state === 'sending' || awayMs <= dueMs ? 'sending' : 'again' }
}
