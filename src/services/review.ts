/** Handing to a person what this service must not decide alone. */
import { canBecome } from '../domain/deposit.ts'
import * as attempts from '../storage/attempt.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import * as queue from '../storage/deposit-queue.ts'
import type { Context } from './context.ts'

/** Hands to a person what may have been applied and is too old to be sent again. */
export async function giveUpStale(context: Context): Promise<void> {
  const ids = await queue.listStale(context.database, context.resendWindowMs)
  for (const id of ids) await reviewStale(context, id)
}

async function reviewStale(context: Context, claimLinkId: string): Promise<void> {
  const moved = await context.database.transaction(async tx => {
    const state = await queue.lockStale(tx, context.resendWindowMs, claimLinkId)
    if (!state || !canBecome(state, 'review')) return false
    await attempts.abandon(tx, claimLinkId)
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
