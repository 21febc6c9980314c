/** The end of a link whose reward was paid under another request id, or may have been, before it or after it in its chain. */
import type { ClaimLink } from '../domain/claim-link.ts'
import { isWaiting } from '../domain/deposit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { giveBackReserved } from './reserved.ts'

/** Why, for the log, and the id of the link that was paid or may have been. */
type Why = {
  readonly reason: 'predecessor-paid' | 'predecessor-suspect' | 'successor-paid'
  readonly paid: string
}

/**
 * Links after `paid`, which is locked, were made after a refusal that was none: but for those that `isKept` keeps, none of
 * them may be claimed or sent any more. Each is looked for behind the lock of the one before: it may have just been made.
 */
export async function endLater(
  tx: Sql,
  paid: string,
  isKept: (link: ClaimLink) => Promise<boolean> = async () => false,
): Promise<void> {
  let link = await claimLinks.lockSuccessor(tx, paid)
  while (link) {
    if (!(await isKept(link))) await endLink(tx, link, { reason: 'predecessor-paid', paid })
    link = await claimLinks.lockSuccessor(tx, link.id)
  }
}

/**
 * Nobody can claim it any more, and what waits for it goes to a person; what is decided stays. Its link is locked. Returns
 * whether it went to a person.
 */
export async function endLink(
  tx: Sql,
  { id, campaignId, reserved, amountMinor, revokedAt }: ClaimLink,
  { reason, paid }: Why,
): Promise<boolean> {
  const deposit = await deposits.lock(tx, id)
  if (!deposit) {
    if (revokedAt !== null) return false
    await claimLinks.revoke(tx, id)
    await giveBackReserved(tx, campaignId, [{ reserved, amountMinor }])
    return false
  }
  if (!isWaiting(deposit.state)) return false
  await deposits.update(tx, id, { state: 'review', inDoubt: true, reason, retryInMs: 0 })
  await events.append(tx, id, 'review', { reason, was: deposit.state, paid })
  return true
}
