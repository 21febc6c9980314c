/** Leasing: from here until the lease is over this process alone may send the deposit, and the attempt is on record. */
import { callMs } from '../domain/amazon-call.ts'
import { type ChainHead, nextEntry } from '../domain/deposit-event.ts'
import type { Sql } from '../storage/database.ts'
import * as queue from '../storage/deposit-queue.ts'
import type { Context } from './context.ts'

/** A call, and four times the longest wait for a slot: whoever comes late to one takes another. */
export const leaseMs = callMs + 8_000

/** What to send: the next deposits of a lane, or the probe of an account on hold. */
export type Target = queue.Lane | { readonly probe: string }

export type Lease = Omit<queue.Due, keyof ChainHead> & {
  /** The deposit's log as the lease left it. */
  readonly head: ChainHead
  /** When that was, by this process's own steady clock. */
  readonly headMs: number
  /** No call may begin later, by the same clock. */
  readonly callUntilMs: number
}

/** Leases what is due of the target, at most so many deposits; none when another process has them. */
export async function leaseDue(context: Context, target: Target, most: number): Promise<Lease[]> {
  const callUntilMs = context.elapsedMs() + leaseMs - callMs
  const leases = await context.database.transaction(async tx => {
    const due = await lockTarget(context, tx, target, most)
    if (due.length === 0) return []
    const leases = due.map(each => begin(each, { headMs: context.elapsedMs(), callUntilMs }))
    context.failpoint('before-lease-commit')
    await queue.lease(tx, leaseMs, leases)
    return leases
  })
  if (leases.length > 0) context.failpoint('after-lease-commit')
  return leases
}

async function lockTarget(context: Context, tx: Sql, target: Target, most: number): Promise<queue.Due[]> {
  const accounts = [...context.accounts.values()].filter(({ name }) => !context.keys.standsBy(name))
  // What leaves at the end of the lease must still leave within the window.
  const terms = { accounts, resendWindowMs: context.resendWindowMs - leaseMs }
  if ('probe' in target) return await queue.lockProbe(tx, terms, target.probe)
  return await queue.lockDue(tx, terms, target, most)
}

function begin(
  { events, chainHead, at, ...due }: queue.Due,
  times: Pick<Lease, 'headMs' | 'callUntilMs'>,
): Lease & queue.NewLease {
  const { claimLinkId, number } = due
  const sending = { claimLinkId, type: 'sending', detail: { attempt: number } } as const
  const entry = nextEntry({ events, chainHead, at }, sending)
  return { ...due, ...times, entry, head: { events: entry.sequence, chainHead: entry.hash, at } }
}
