/** An operator's word that a waiting deposit shall be sent now, under the same request id and with the same bytes. */
import { parseActor } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as queue from '../storage/deposit-queue.ts'
import type { Context } from './context.ts'
import { getDeposit } from './named-deposit.ts'

/**
 * Makes a pending deposit due; a running service sends it, on hold as the account's probe. Throws `conflict` for a
 * deposit in any other state and while a person has to release the account or the campaign first.
 */
export async function retryDeposit(context: Context, named: string, by: string): Promise<void> {
  const actor = parseActor(by)
  const { claimLinkId, campaignId, partnerAccount } = await getDeposit(context, named)
  await context.database.transaction(async tx => {
    const locked = await deposits.lock(tx, claimLinkId)
    if (locked?.state !== 'pending')
      throw new DomainError(
        'conflict',
        `link: its deposit is ${locked?.state}; only a pending one can be sent again`,
      )
    await requireReleased(tx, campaignId)
    if (!(await queue.makeDue(tx, claimLinkId)))
      throw new DomainError(
        'conflict',
        `partner account "${partnerAccount}" is on hold until a person releases it; see why with "account list", then "account release"`,
      )
    await audit.append(tx, { actor, action: 'deposit retry', subject: claimLinkId, detail: {} })
    await queue.announce(tx)
  })
}

/** Of a campaign on hold nothing is sent, not even as a probe, so being due would change nothing. */
async function requireReleased(tx: Sql, campaignId: string): Promise<void> {
  const campaign = await campaigns.find(tx, campaignId)
  if (!campaign?.heldSince) return
  throw new DomainError(
    'conflict',
    `campaign "${campaignId}" is on hold until a person releases it; see why with "audit --subject ${campaignId}", then "campaign release ${campaignId}"`,
  )
}
