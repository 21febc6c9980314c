/**
 * Sending a deposit and recording what came back, in three steps with no transaction open in the middle: lease
 * (commit), call Amazon, record (commit). The first try and the recovery after a crash are this same code.
 */
import { canBecome, type DepositState, stateAfter } from '../domain/deposit.ts'
import type { DepositEventType } from '../domain/deposit-event.ts'
import type { Answer } from '../domain/outcome.ts'
import { retryDelayMs } from '../domain/retry.ts'
import * as attempts from '../storage/attempt.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import * as queue from '../storage/deposit-queue.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import { accountOf, type Context } from './context.ts'

/** What to send: one claim link's deposit, the probe of an account on hold, or whatever is due. */
export type Target = { readonly claimLinkId: string } | { readonly probe: string } | 'due'

/** Amazon's deadline and some waiting for a slot. A sender that loses its lease may still record a SUCCESS. */
const leaseMs = 15_000
/** How long everybody waits after Amazon asked for a slower pace. */
const throttledMs = 1_000

/** Sends one deposit once. False when nothing was due or another process has it. */
export async function sendDeposit(context: Context, target: Target): Promise<boolean> {
  const lease = await takeLease(context, target)
  if (!lease) return false
  const account = accountOf(context, lease.partnerAccount)
  await waitForSlot(context, account.name)
  context.failpoint('before-first-byte')
  const { requestId, body, amountMinor, currency } = lease
  const answer = await context.incentives.loadAmazonBalance(account, {
    requestId,
    body,
    money: { amountMinor, currency },
  })
  context.failpoint('after-answer')
  await recordAnswer(context, lease, answer)
  context.failpoint('after-record-commit')
  return true
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

async function waitForSlot({ database }: Context, accountName: string): Promise<void> {
  const waitMs = await partnerAccounts.takeSlot(database, accountName)
  if (waitMs > 0) await new Promise(resolve => setTimeout(resolve, waitMs))
}

/** Records an answer under the deposit's lock. Whoever hears a SUCCESS records it, lease or no lease. */
export async function recordAnswer(context: Context, lease: queue.Lease, answer: Answer): Promise<void> {
  const { claimLinkId, number } = lease
  const next = await context.database.transaction(async tx => {
    const deposit = await deposits.lock(tx, claimLinkId)
    if (!deposit) throw new Error(`bug: the deposit of claim link ${claimLinkId} is gone`)
    const leased = deposit.state === 'sending' && deposit.attempts === number
    const state = stateAfter({ state: deposit.state, inDoubt: deposit.inDoubt, leased }, answer)
    await attempts.finish(tx, claimLinkId, number, answer)
    if (state)
      await move(tx, deposit, { state, answer, number, retryInMs: retryInMs(context, state, answer, number) })
    else await events.append(tx, claimLinkId, 'late-answer', detailOf(answer, number))
    await notePace(tx, lease.partnerAccount, answer)
    context.failpoint('before-record-commit')
    return state
  })
  const { outcome, reason, httpStatus, amazonRequestId, hold } = answer
  const level = outcome === 'deposited' || outcome === 'refused' ? 'info' : 'warn'
  context.log[level](
    { claimLinkId, attempt: number, outcome, reason, becomes: next, hold, httpStatus, amazonRequestId },
    'answer recorded',
  )
}

type Move = {
  readonly state: DepositState
  readonly answer: Answer
  /** The attempt that was answered. */
  readonly number: number
  readonly retryInMs: number
}

async function move(
  tx: Sql,
  deposit: deposits.Deposit,
  { state, answer, number, retryInMs }: Move,
): Promise<void> {
  if (!canBecome(deposit.state, state))
    throw new Error(`bug: a ${deposit.state} deposit cannot become ${state}`)
  const { claimLinkId, campaignId, amountMinor } = deposit
  const inDoubt = deposit.inDoubt || answer.applied === 'unproven'
  await deposits.update(tx, claimLinkId, { state, inDoubt, reason: answer.reason, retryInMs })
  if (state === 'refused') await campaigns.giveBack(tx, campaignId, amountMinor)
  if (deposit.state === 'refused') await campaigns.takeAgain(tx, campaignId, amountMinor)
  await events.append(tx, claimLinkId, eventFor(state), detailOf(answer, number))
}

function eventFor(state: DepositState): DepositEventType {
  return state === 'pending' ? 'postponed' : state
}

/** A hold and a throttle set the pace of the whole account; only what is left waits on its own. */
function retryInMs(
  { randomBytes }: Context,
  state: DepositState,
  { hold, throttled }: Answer,
  number: number,
): number {
  if (state !== 'pending' || hold !== null || throttled) return 0
  return retryDelayMs(number, randomBytes(4).readUInt32BE() / 2 ** 32)
}

function detailOf({ outcome, applied, reason, httpStatus, amazonRequestId }: Answer, attempt: number) {
  return { attempt, outcome, applied, reason, httpStatus, amazonRequestId }
}

async function notePace(tx: Sql, accountName: string, { outcome, hold, throttled }: Answer): Promise<void> {
  if (hold) await partnerAccounts.hold(tx, accountName, hold)
  else if (throttled) await partnerAccounts.postpone(tx, accountName, throttledMs)
  else if (outcome === 'deposited') await partnerAccounts.release(tx, accountName)
}

/** Hands to a person what may have been applied and is too old to be sent again. Returns how many. */
export async function giveUpStale(context: Context): Promise<number> {
  const ids = await queue.listStale(context.database, context.resendWindowMs)
  for (const id of ids) await reviewStale(context, id)
  return ids.length
}

async function reviewStale(context: Context, claimLinkId: string): Promise<void> {
  await context.database.transaction(async tx => {
    const state = await queue.lockStale(tx, context.resendWindowMs, claimLinkId)
    if (!state || !canBecome(state, 'review')) return
    await attempts.abandon(tx, claimLinkId)
    await deposits.update(tx, claimLinkId, {
      state: 'review',
      inDoubt: true,
      reason: 'resend-window-over',
      retryInMs: 0,
    })
    await events.append(tx, claimLinkId, 'review', { reason: 'resend-window-over' })
  })
  context.log.warn({ claimLinkId }, 'a deposit in doubt is too old to be sent again and needs a person')
}
