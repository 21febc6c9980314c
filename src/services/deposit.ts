/**
 * Sending a deposit in three steps with no transaction open in the middle: lease (commit), call Amazon, record
 * (commit). The first try and the recovery after a crash are this same code.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { writtenRequestId } from '../amazon/wire.ts'
import { DomainError } from '../domain/errors.ts'
import type { Answer } from '../domain/outcome.ts'
import * as attempts from '../storage/attempt.ts'
import type { Sql } from '../storage/database.ts'
import * as events from '../storage/deposit-event.ts'
import * as queue from '../storage/deposit-queue.ts'
import * as throttle from '../storage/throttle.ts'
import { notSent, recordAnswer } from './answer.ts'
import { accountOf, type Context } from './context.ts'

/** What to send: the next deposit of a lane, or the probe of an account on hold. */
export type Target = queue.Lane | { readonly probe: string }

export type InOrder = <T>(work: () => Promise<T>) => Promise<T>

export type Sending = {
  /** Told when a deposit is leased, and whether the lane has more to send. */
  readonly onLeased?: (more: boolean) => void
  /** Lets one wait for its slot after the other, so that those whose lease was asked for first are sent first. */
  readonly inOrder?: InOrder
  /** Told when the wait for a slot is over, so that another deposit may wait for the next one. */
  readonly onSlot?: () => void
  /** Once aborted, no slot is waited for and no answer kept for a database that is away. */
  readonly stopping?: AbortSignal
}

/** Amazon's deadline and the longest wait for a slot, twice over. */
const leaseMs = 15_000
/**
 * A process that wakes up later than this gives its slot up, or two calls would fall together: a third of what ten
 * slots are longer than a second; the rest is the network's.
 */
const firstLateMs = 13
/** A machine too busy for that gets through all the same, with longer slots. */
const longestLateMs = 2_000

/**
 * Sends one deposit once and returns the id of its claim link; undefined when nothing was due or another process has
 * it. While the database is away the answer is kept and recorded as soon as it is back.
 */
export async function sendDeposit(
  context: Context,
  target: Target,
  { onLeased = () => {}, inOrder = work => work(), onSlot = () => {}, stopping }: Sending = {},
): Promise<string | undefined> {
  const leased = takeLease(context, target)
  // The place among those who wait for a slot is taken with the question, not with its answer.
  const slot = inOrder(async () => {
    const lease = await leased
    return lease ? await waitForSlot(context, lease, { isProbe: 'probe' in target, stopping }) : null
  })
  const [lease, slotMs] = await Promise.all([tellLeased(leased, onLeased), slot])
  if (!lease) return undefined
  onSlot()
  const answer = slotMs === null ? notSent : await call(context, lease, slotMs)
  context.failpoint('after-answer')
  await recordWhenPossible(context, lease, answer, stopping)
  context.failpoint('after-record-commit')
  return lease.claimLinkId
}

async function tellLeased(
  leased: Promise<queue.Lease | undefined>,
  onLeased: (more: boolean) => void,
): Promise<queue.Lease | undefined> {
  const lease = await leased
  if (lease) onLeased(lease.more)
  return lease
}

async function takeLease(context: Context, target: Target): Promise<queue.Lease | undefined> {
  const terms = { accounts: [...context.accounts.values()], leaseMs, resendWindowMs: context.resendWindowMs }
  const lease = await context.database.transaction(async tx => {
    const taken = await leaseTarget(tx, terms, target)
    if (!taken) return undefined
    await attempts.insert(tx, taken.claimLinkId, taken.number)
    await events.append(tx, taken.claimLinkId, 'sending', { attempt: taken.number })
    context.failpoint('before-lease-commit')
    return taken
  })
  if (lease) context.failpoint('after-lease-commit')
  return lease
}

async function leaseTarget(
  tx: Sql,
  terms: queue.LeaseTerms,
  target: Target,
): Promise<queue.Lease | undefined> {
  if ('probe' in target) return await queue.leaseProbe(tx, terms, target.probe)
  return await queue.lease(tx, terms, target)
}

type Wait = { readonly isProbe: boolean; readonly stopping: AbortSignal | undefined }

/**
 * Resolves at a slot of our own, with its time on our clock; every look also proves that the lease is still good. Null
 * when there is none. Whoever comes late to its slot, frozen maybe, lets it go and takes a longer one.
 */
async function waitForSlot(context: Context, lease: queue.Lease, wait: Wait): Promise<number | null> {
  for (let lateMs = firstLateMs; !wait.stopping?.aborted; lateMs = Math.min(2 * lateMs, longestLateMs)) {
    const slotMs = await takeSlot(context, lease, wait.isProbe, lateMs - firstLateMs)
    if (slotMs === null) return null
    const aheadMs = slotMs - context.elapsedMs()
    if (aheadMs > 0) await sleep(aheadMs, undefined, { signal: wait.stopping }).catch(() => {})
    if (!wait.stopping?.aborted && context.elapsedMs() <= slotMs + lateMs) return slotMs
  }
  return null
}

/** When the slot that was taken begins, on our own clock. */
async function takeSlot(
  { database, accounts, elapsedMs, slotClock }: Context,
  lease: queue.Lease,
  isProbe: boolean,
  spareMs: number,
): Promise<number | null> {
  const { callsPerSecond } = accountOf({ accounts }, lease.partnerAccount).incentives
  const askedMs = elapsedMs()
  const terms = {
    callsPerSecond,
    isProbe,
    leadMs: slotClock.leadMs(),
    spareMs: spareMs + slotClock.takeDebtMs(),
  }
  const slot = await throttle.takeSlot(database, lease, terms)
  if (!slot) return null
  slotClock.note(askedMs, slot.nowMs)
  return slotClock.localMs(slot.atMs)
}

async function call(context: Context, lease: queue.Lease, slotMs: number): Promise<Answer> {
  context.failpoint('before-first-byte')
  const { body, amountMinor, currency } = lease
  const account = accountOf(context, lease.partnerAccount)
  const money = { amountMinor, currency }
  const answer = context.incentives.loadAmazonBalance(account, {
    requestId: writtenRequestId(body),
    body,
    money,
  })
  // By now it is signed and on its way.
  context.slotClock.noteLate(context.elapsedMs() - slotMs)
  return await answer
}

/** A SUCCESS that was heard must not be lost to a database that is away for a moment. */
async function recordWhenPossible(
  context: Context,
  lease: queue.Lease,
  answer: Answer,
  stopping: AbortSignal | undefined,
): Promise<void> {
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    try {
      return await recordAnswer(context, lease, answer)
    } catch (error) {
      const away = error instanceof DomainError && error.code === 'unavailable'
      if (!away || stopping?.aborted) throw error
      await sleep(pauseMs, undefined, { signal: stopping }).catch(() => {})
    }
  }
}
