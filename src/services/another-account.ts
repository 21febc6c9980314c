/**
 * Another account after a refusal: the claim goes on in a successor, with a request id of its own and the budget of the
 * refused one. Nobody is given the successor's token; the URL that the recipient has leads there.
 */
import { parseActor } from '../domain/audit.ts'
import type { Campaign } from '../domain/campaign.ts'
import { type ClaimLink, successorId, successorIn } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { whyNotRetried } from './claim.ts'
import { getLink } from './claim-link.ts'
import type { Context } from './context.ts'

/**
 * The press of the recipient who claimed the link: true when it has a successor now, from this press or an earlier one;
 * false where the deposit is not refused, is another person's, or campaign or budget do not allow it.
 */
export async function retryAsRecipient(
  context: Context,
  claimLinkId: string,
  person: Buffer,
): Promise<boolean> {
  return await context.database.transaction(async tx => {
    const refused = await lockRefused(tx, claimLinkId)
    if (!refused?.deposit.accountHash.equals(person)) return false
    if (refused.successor) return true
    if (!refused.campaign.anotherAccount || (await whyNotRetried(context, tx, refused))) return false
    await succeed(tx, refused)
    return true
  })
}

/** An operator's word for the same, whatever the campaign allows; returns the successor's id. Throws `conflict`. */
export async function retryLink(context: Context, named: string, by: string): Promise<string> {
  const actor = parseActor(by)
  const { id } = await getLink(context, named)
  return await context.database.transaction(async tx => {
    const refused = await lockRefused(tx, id)
    if (!refused)
      throw refusal('only a refused deposit can be retried on another account; see "deposit show"')
    if (refused.successor) throw refusal(`it was retried already, as ${refused.successor}; retry that one`)
    const reason = await whyNotRetried(context, tx, refused)
    if (reason) throw refusal(`it cannot be retried now: ${reason}`)
    const successor = await succeed(tx, refused)
    await audit.append(tx, { actor, action: 'link retry', subject: id, detail: { successor } })
    return successor
  })
}

function refusal(reason: string): DomainError {
  return new DomainError('conflict', `link: ${reason}`)
}

type Refused = {
  readonly link: ClaimLink
  readonly deposit: deposits.Deposit
  readonly campaign: Campaign
  readonly successor: string | undefined
}

/** Locks in the order earlier deposits, claim link, deposit, campaign. Undefined unless all deposits are refused. */
async function lockRefused(tx: Sql, id: string): Promise<Refused | undefined> {
  if (!(await deposits.lockEarlierRefused(tx, id))) return undefined
  const link = await claimLinks.lock(tx, id)
  const deposit = await deposits.lock(tx, id)
  if (!link || deposit?.state !== 'refused') return undefined
  const campaign = await campaigns.lock(tx, link.campaignId)
  if (!campaign) throw new Error(`bug: claim link ${id} has no campaign`)
  const successor = successorIn(await claimLinks.chain(tx, id), id)?.id
  return { link, deposit, campaign, successor }
}

async function succeed(tx: Sql, { campaign, link }: Refused): Promise<string> {
  if (!(await campaigns.grant(tx, campaign.id, link.amountMinor)))
    throw new Error(`bug: the locked budget of campaign ${campaign.id} changed`)
  const successor = await insertSuccessor(tx, { ...link, reserved: true })
  await events.append(tx, link.id, 'retried', { successor })
  return successor
}

/**
 * The one after this link, `reserved` where its amount has left the budget. The external id stays with the first link: it is
 * unique in the campaign.
 */
export async function insertSuccessor(tx: Sql, link: ClaimLink): Promise<string> {
  const { id: replacesId, campaignId, currency, amountMinor, mockCode, reserved, expiresAt, pausedAt } = link
  const id = successorId(replacesId)
  const kind = { rehearsal: false, mockCode, reserved, expiresAt, pausedAt }
  await claimLinks.insertAll(tx, [
    { id, campaignId, externalId: null, replacesId, currency, amountMinor, ...kind },
  ])
  return id
}
