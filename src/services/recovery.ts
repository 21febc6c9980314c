/** What no sender goes on with by itself: attempts of dead processes are ended, old doubts are handed to a person. */
import { retryDelayMs } from '../domain/retry.ts'
import * as attempts from '../storage/attempt.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import * as recovery from '../storage/deposit-recovery.ts'
import { type Context, randomFraction } from './context.ts'
import { leaseMs } from './lease.ts'

/** Takes back the deposits of processes that died or stalled: they may have been applied, and are sent again. */
export async function takeBackAbandoned(context: Context): Promise<void> {
  await recovery.shortenLeases(context.database, leaseMs)
  for (const id of await recovery.listAbandoned(context.database)) await takeBack(context, id)
}

async function takeBack(context: Context, claimLinkId: string): Promise<void> {
  const attempt = await context.database.transaction(async tx => {
    const number = await recovery.lockAbandoned(tx, claimLinkId)
    if (number === undefined) return undefined
    await attempts.abandon(tx, claimLinkId)
    const retryInMs = retryDelayMs(await attempts.countUnclear(tx, claimLinkId), randomFraction(context))
    await deposits.update(tx, claimLinkId, {
      state: 'pending',
      inDoubt: true,
      reason: 'no-answer-recorded',
      retryInMs,
    })
    await events.append(tx, claimLinkId, 'postponed', { attempt: number, reason: 'no-answer-recorded' })
    return number
  })
  if (attempt !== undefined)
    context.log.warn({ claimLinkId, attempt }, 'an attempt was cut short and the deposit is sent again')
}

/** Hands to a person what may have been applied and is too old to be sent again. */
export async function giveUpStale(context: Context): Promise<void> {
  const ids = await recovery.listStale(context.database, context.resendWindowMs)
  for (const id of ids) await reviewStale(context, id)
}

async function reviewStale(context: Context, claimLinkId: string): Promise<void> {
  const moved = await context.database.transaction(async tx => {
    if (!(await recovery.lockStale(tx, context.resendWindowMs, claimLinkId))) return false
    await deposits.update(tx, claimLinkId, {
      state: 'review',
      inDoubt: true,
      reason: 'resend-window-over',
      retryInMs: 0,
    })
    await events.append(tx, claimLinkId, 'review', { reason: 'resend-window-over' })
    return true
  })
  if (moved)
    context.log.warn({ claimLinkId }, 'a deposit in doubt is too old to be sent again and needs a person')
}
