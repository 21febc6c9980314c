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
import { recordAnswer } from './answer.ts'
import { accountOf, type Context } from './context.ts'

/** What to send: one claim link's deposit, the probe of an account on hold, or whatever is due. */
export type Target = { readonly claimLinkId: string } | { readonly probe: string } | 'due'

/** Amazon's deadline and the longest wait for a slot, twice over. */
const leaseMs = 15_000
/** A process that wakes up later than this gives its slot up, or two calls would fall together. */
const lateMs = 25
const slotTries = 20

/**
 * Sends one deposit once. False when nothing was due or another process has it. While the database is away the answer
 * is kept and recorded as soon as it is back, unless `stopping` is aborted first.
 */
export async function sendDeposit(
  context: Context,
  target: Target,
  stopping?: AbortSignal,
): Promise<boolean> {
  const lease = await takeLease(context, target)
  if (!lease) return false
  const ready = await waitForSlot(context, lease, target)
  const answer = ready ? await call(context, lease) : notSent
  context.failpoint('after-answer')
  await recordWhenPossible(context, lease, answer, stopping)
  context.failpoint('after-record-commit')
  return true
}

/** The lease was lost, the account went on hold or the line is too long: no byte has left. */
const notSent: Answer = {
  outcome: 'unknown',
  applied: 'no',
  reason: 'not-sent',
  hold: null,
  throttled: false,
  httpStatus: null,
  amazonRequestId: null,
}

async function takeLease(context: Context, target: Target): Promise<queue.Lease | undefined> {
  const terms = { accounts: [...context.accounts.values()], leaseMs, resendWindowMs: context.resendWindowMs }
  const lease = await context.database.transaction(async tx => {
    const taken = await leaseTarget(tx, terms, target)
    if (!taken) return undefined
    if (taken.abandoned) await attempts.abandon(tx, taken.claimLinkId)
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
  if (target === 'due') return await queue.lease(tx, terms)
  if ('probe' in target) return await queue.leaseProbe(tx, terms, target.probe)
  return await queue.lease(tx, terms, target.claimLinkId)
}

/** True at the moment of a slot of our own; every look also proves that the lease is still good. */
async function waitForSlot({ database }: Context, lease: queue.Lease, target: Target): Promise<boolean> {
  const isProbe = typeof target === 'object' && 'probe' in target
  for (let tries = 0; tries < slotTries; tries++) {
    const waitMs = await throttle.takeSlot(database, lease, isProbe)
    if (waitMs === null) return false
    const slot = performance.now() + waitMs
    if (waitMs > 0) await sleep(waitMs)
    if (performance.now() <= slot + lateMs) return true
  }
  return false
}

async function call(context: Context, lease: queue.Lease): Promise<Answer> {
  context.failpoint('before-first-byte')
  const { body, amountMinor, currency } = lease
  const account = accountOf(context, lease.partnerAccount)
  const money = { amountMinor, currency }
  return await context.incentives.loadAmazonBalance(account, {
    requestId: writtenRequestId(body),
    body,
    money,
  })
}

/** A SUCCESS that was heard must not be lost to a database that is away for a moment. */
async function recordWhenPossible(
  context: Context,
  lease: queue.Lease,
  answer: Answer,
  stopping?: AbortSignal,
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
