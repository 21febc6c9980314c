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

export type Waiting = InLine & {
  readonly partnerAccount: string
  readonly state: DepositState
  readonly attempts: number
}

export type QueueView = {
  /** Throws `unavailable` while the database is away. */
  read(): Promise<void>
  /** What a deposit that is pending or being sent can be told now. */
  waitOf(deposit: Waiting, claim: OfClaim): Wait
}

/** What the page's own reading of the claim tells: it is newer than the queue's, which has no lane where nothing waits. */
export type OfClaim = { readonly campaign: Pick<Campaign, 'heldSince'> }

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
    waitOf: (deposit, { campaign }) => {
      if (campaign.heldSince) return { kind: 'held' }
      const { partnerAccount } = deposit
      const account = known.accounts.find(({ name }) => name === partnerAccount)
      if (!account || now() - known.at > keptMs) return { kind: 'unknown' }
      const pace = measuredPace(known.readings.get(partnerAccount) ?? [], paceOf(context, partnerAccount))
      return waitAt(account, deposit, pace)
    },
  }
}

/** Deposits that the partner account may send in a second; none while it is not configured. */
export function paceOf({ accounts }: Pick<Context, 'accounts'>, name: string): number {
  return (1_000 * (accounts.get(name)?.incentives.callsPerSecond ?? 0)) / slotSpaceMs
}

function waitAt(account: AccountQueue, deposit: Waiting, perSecond: number): Wait {
  const wait = waitIn(account, deposit, perSecond)
  const hasLeft = deposit.state === 'sending' || deposit.attempts > 0
  return hasLeft && wait.kind === 'in-line' ? { kind: 'sending' } : wait
}
