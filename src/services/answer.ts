/** Recording what Amazon answered: one transaction under the deposit's lock moves the deposit, its account and its log. */
import { canBecome, type DepositState, stateAfter } from '../domain/deposit.ts'
import { type DepositEventType, nextEntry } from '../domain/deposit-event.ts'
import { type Answer, neverSent } from '../domain/outcome.ts'
import * as answers from '../storage/answer.ts'
import * as attempts from '../storage/attempt.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import * as events from '../storage/deposit-event.ts'
import { notePace, retryInMs } from './answer-pace.ts'
import { endLater } from './chain-end.ts'
import type { Context } from './context.ts'
import type { Lease } from './lease.ts'

/** The lease was lost, the account went on hold, the line was too long, the database is away or the service stops: no byte has left. */
export const notSent: Answer = {
  outcome: 'unknown',
  applied: 'no',
  reason: neverSent,
  hold: null,
  throttled: false,
  httpStatus: null,
  amazonRequestId: null,
}

type Answered = Pick<Lease, 'claimLinkId' | 'number'>

/** Records what came back for a lease. Whoever hears a SUCCESS records it, lease or no lease. */
export async function recordAnswer(context: Context, lease: Lease, answer: Answer): Promise<void> {
  if (!(await recordSuccess(context, lease, answer))) return await recordUnderLock(context, lease, answer)
  tell(context, lease, answer, 'deposited')
}

/** The usual end, in one statement. */
async function recordSuccess(context: Context, lease: Lease, answer: Answer): Promise<boolean> {
  if (answer.outcome !== 'deposited') return false
  const { claimLinkId, number, head, headMs } = lease
  const at = new Date(head.at.getTime() + context.elapsedMs() - headMs)
  const detail = detailOf(answer, number)
  const entry = nextEntry({ ...head, at }, { claimLinkId, type: 'deposited', detail })
  context.failpoint('before-record-commit')
  return await answers.recordSuccess(context.database, { answer, number, entry })
}

/** Every other end: under the deposit's lock, with what it means for budget and account. */
export async function recordUnderLock(context: Context, answered: Answered, answer: Answer): Promise<void> {
  const { claimLinkId, number } = answered
  const next = await context.database.transaction(async tx => {
    const deposit = await answers.lock(tx, claimLinkId)
    if (!deposit) throw new Error(`bug: the deposit of claim link ${claimLinkId} is gone`)
    const leased = deposit.state === 'sending' && deposit.attempts === number
    const state = stateAfter({ state: deposit.state, inDoubt: deposit.inDoubt, leased }, answer)
    const move = state && (await prepareMove(context, tx, { deposit, state, answer, number }))
    await notePace(tx, deposit.partnerAccount, answer)
    context.failpoint('before-record-commit')
    if (move) await answers.record(tx, move)
    else await recordLate(tx, answered, answer)
    return state
  })
  tell(context, answered, answer, next)
}

function tell(
  { log }: Context,
  { claimLinkId, number }: Answered,
  answer: Answer,
  becomes: DepositState | null,
) {
  const { outcome, reason, httpStatus, amazonRequestId, hold } = answer
  const level = outcome === 'deposited' || outcome === 'refused' ? 'info' : 'warn'
  const fields = { claimLinkId, attempt: number, outcome, reason, becomes, hold, httpStatus, amazonRequestId }
  log[level](fields, 'answer recorded')
}

type Move = {
  readonly deposit: answers.Locked
  readonly state: DepositState
  readonly answer: Answer
  /** The attempt that was answered. */
  readonly number: number
}

/** Moves the budget where it must, and ends what a refusal that was none has led to. Returns what there is to record. */
async function prepareMove(
  context: Context,
  tx: Sql,
  { deposit, state, answer, number }: Move,
): Promise<answers.Recorded> {
  if (!canBecome(deposit.state, state))
    throw new Error(`bug: a ${deposit.state} deposit cannot become ${state}`)
  const { claimLinkId, campaignId, amountMinor } = deposit
  if (state === 'refused') await campaigns.giveBack(tx, campaignId, amountMinor)
  if (deposit.state === 'refused') {
    // Before the budget: a consent to one of them locks its link first.
    await endLater(tx, claimLinkId)
    await campaigns.takeAgain(tx, campaignId, amountMinor)
  }
  const inDoubt = deposit.inDoubt || answer.applied === 'unproven'
  const waitMs = state === 'pending' ? await retryInMs(context, tx, claimLinkId, answer) : 0
  const change = { state, inDoubt, reason: answer.reason, retryInMs: waitMs }
  const detail = detailOf(answer, number)
  return { answer, number, change, entry: nextEntry(deposit, { claimLinkId, type: eventFor(state), detail }) }
}

/** The deposit has gone on without it; it is evidence all the same. */
async function recordLate(tx: Sql, { claimLinkId, number }: Answered, answer: Answer): Promise<void> {
  await attempts.finish(tx, claimLinkId, number, answer)
  await events.append(tx, claimLinkId, 'late-answer', detailOf(answer, number))
}

function eventFor(state: DepositState): DepositEventType {
  return state === 'pending' ? 'postponed' : state
}

function detailOf({ outcome, applied, reason, httpStatus, amazonRequestId }: Answer, attempt: number) {
  return { attempt, outcome, applied, reason, httpStatus, amazonRequestId }
}
