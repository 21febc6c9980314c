/**
 * The queue as this process knows it: read once a second, and every waiting page is answered from memory, so that ten
 * thousand watchers cost the database no more than one.
 */
import type { DepositState } from '../domain/deposit.ts'
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
  waitOf(deposit: Waiting): Wait
}

/** One per process; `now` is a steady clock in milliseconds. */
export function createQueueView(context: Context, now = () => performance.now()): QueueView {
  let known: { readonly at: number; readonly accounts: readonly AccountQueue[] } | null = null
  return {
    read: async () => {
      const at = now()
      known = { at, accounts: await readQueue(context.database) }
    },
    waitOf: deposit => {
      const accounts = known && now() - known.at <= keptMs ? known.accounts : []
      const account = accounts.find(({ name }) => name === deposit.partnerAccount)
      return account ? waitAt(account, deposit, paceOf(context, account.name)) : { kind: 'unknown' }
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
