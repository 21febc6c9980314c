/** Scenarios in operation: none may be open where money is real, and a hold that one of them made can be ended. */
import { DomainError } from '../domain/errors.ts'
import { allowsScenarios, scenarios } from '../domain/scenario.ts'
import * as claimLinks from '../storage/claim-link.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import type { Context } from './context.ts'

/** Throws `configuration` when production has links with a mock code that could be claimed or sent. */
export async function refuseOpenScenarios({ accounts, database }: Context): Promise<void> {
  if ([...accounts.values()].every(account => allowsScenarios(account.amazonEnv))) return
  const open = await claimLinks.listOpenScenarios(database)
  if (open.length === 0) return
  const shown = open.slice(0, 5).join(', ')
  throw new DomainError(
    'configuration',
    `AMAZON_ENV: is production, and ${open.length} open claim links carry a mock code of the sandbox (${shown}), which would be sent to Amazon as it stands. Fix: "link revoke" each that is unclaimed; where one is claimed, use another DATABASE_URL`,
  )
}

/**
 * Ends the hold of a partner account and what would bring it back at once: the waiting deposits whose mock code puts
 * the account on hold. They go to review, where nothing sends them; all others are sent again. A hold that somebody made by hand or
 * after a restore stays, because ending it takes a name and a reason.
 */
export async function releaseFromScenarios({ database }: Context, accountName: string): Promise<void> {
  const holding = scenarios.filter(({ ending }) => ending === 'hold').map(({ code }) => code)
  await database.transaction(async tx => {
    for (const id of await deposits.listPendingScenarios(tx, accountName, holding)) {
      const deposit = await deposits.lock(tx, id)
      if (deposit?.state !== 'pending') continue
      const { inDoubt } = deposit
      await deposits.update(tx, id, { state: 'review', inDoubt, reason: 'scenario-ended', retryInMs: 0 })
      await events.append(tx, id, 'review', { reason: 'scenario-ended' })
    }
    const hold = await partnerAccounts.findHold(tx, accountName)
    if (hold !== 'operator' && hold !== 'restore') await partnerAccounts.releaseByHand(tx, accountName)
  })
}
