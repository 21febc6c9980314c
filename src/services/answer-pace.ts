/** What an answer means for the pace: when its deposit is sent again, and how its partner account goes on. */
import { type Answer, keyRefused, neverSent } from '../domain/outcome.ts'
import { limitedDelayMs, retryDelayMs } from '../domain/retry.ts'
import * as attempts from '../storage/attempt.ts'
import type { Sql } from '../storage/database.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import * as throttle from '../storage/throttle.ts'
import { type Context, randomFraction } from './context.ts'

/** How long everybody waits after Amazon asked for a slower pace. */
const throttledMs = 1_000
/** Two sends of one deposit stay this far apart, whatever the first one came to. */
const apartMs = 500
/** At a fault rate of one half this happens once in a thousand calls, and costs a quarter of a minute. */
const outageAfter = 10

/**
 * Milliseconds until the deposit is sent again. What never left is due at once. A hold and a throttle set the pace of the
 * whole account, and may be over at once because another deposit was taken: then it is due as soon as two sends may follow
 * each other. Doubt, and the limit of a person, wait on their own.
 */
export async function retryInMs(
  context: Context,
  tx: Sql,
  claimLinkId: string,
  { outcome, hold, throttled, reason }: Answer,
): Promise<number> {
  if (reason === neverSent) return 0
  if (hold === 'funds' || hold === 'contract') return await ownDelayMs(context, tx, claimLinkId, reason)
  if (reason === keyRefused || (outcome === 'ours' && (hold !== null || throttled))) return apartMs
  if (outcome === 'ours') return limitedDelayMs(randomFraction(context))
  return retryDelayMs(1 + (await attempts.countUnclear(tx, claimLinkId)), randomFraction(context))
}

/** What holds up all may be this deposit's own: then it waits longer each time, so that the others have their turn. */
async function ownDelayMs(context: Context, tx: Sql, claimLinkId: string, reason: string): Promise<number> {
  const times = await attempts.countOwn(tx, claimLinkId, reason)
  return times === 0 ? apartMs : retryDelayMs(times, randomFraction(context))
}

/** Puts the account on hold, slows it down, or notes that Amazon has answered it, or has not. */
export async function notePace(
  tx: Sql,
  accountName: string,
  { outcome, hold, throttled, reason }: Answer,
): Promise<void> {
  if (hold) return void (await partnerAccounts.hold(tx, accountName, hold))
  if (throttled) return await throttle.slowDown(tx, accountName, throttledMs)
  if (reason === neverSent) return
  if (outcome === 'unknown') return await noteUnanswered(tx, accountName)
  await partnerAccounts.noteAnswered(tx, accountName, outcome === 'deposited')
}

/** Too many in a row are no accident: the others wait until a probe is answered, instead of being put in doubt too. */
async function noteUnanswered(tx: Sql, accountName: string): Promise<void> {
  if ((await partnerAccounts.countUnanswered(tx, accountName)) >= outageAfter)
    await partnerAccounts.hold(tx, accountName, 'outage')
}
