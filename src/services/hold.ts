/** Holds by hand: an operator stops the sending of a partner account or of one campaign, and lets it go on. */
import { parseActor, parseReason, parseWords, type Reason } from '../domain/audit.ts'
import type { Campaign } from '../domain/campaign.ts'
import { DomainError } from '../domain/errors.ts'
import type { HoldReason } from '../domain/partner-account.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import * as queue from '../storage/deposit-queue.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import { getCampaign } from './campaign.ts'
import { accountOf, type Context } from './context.ts'
import { doubtUndecided, reviewAfterSuspects } from './doubt.ts'
import { requireProof } from './restore.ts'

/** Nothing of this account is sent until it is released. Throws `conflict` when it waits for a person already. */
export async function holdAccount(context: Context, name: string, input: Reason): Promise<void> {
  const { by, reason } = parseReason(input)
  const { name: subject } = accountOf(context, name)
  await context.database.transaction(async tx => {
    if (!(await partnerAccounts.hold(tx, subject, 'operator')))
      throw new DomainError(
        'conflict',
        `partner account "${subject}" is on hold until a person releases it; "account list" says why`,
      )
    await audit.append(tx, { actor: by, action: 'account hold', subject, detail: { reason } })
  })
}

export type Release = Reason & {
  /** It is ended although nothing was compared with Amazon's records since a restore, or something differed. */
  readonly unreconciled?: boolean
}

/**
 * Ends any hold of the account and returns why there was one; what a person held before a restore stays held. Throws
 * `conflict` when there is none, and after a restore `invalid-input` without a reason, or `conflict` before Amazon's
 * records were found to be the same.
 */
export async function releaseAccount(context: Context, name: string, input: Release): Promise<HoldReason> {
  const { by, reason } = parseRelease(input)
  const { unreconciled = false } = input
  const { name: subject } = accountOf(context, name)
  await doubtAgain(context, subject)
  const ended = await context.database.transaction(async tx => {
    const hold = await partnerAccounts.releaseByHand(tx, subject)
    if (hold === null) throw new DomainError('conflict', `partner account "${subject}" is not on hold`)
    requireProof(hold, { reason, unreconciled })
    const { reason: held, isReconciled, still } = hold
    const how = held === 'restore' && { reconciled: isReconciled ? 'yes' : 'no', ...(still && { still }) }
    await audit.append(tx, {
      actor: by,
      action: 'account release',
      subject,
      detail: { reason, held, ...how },
    })
    await queue.announce(tx)
    return held
  })
  context.log.info({ account: subject, held: ended }, 'a hold was ended by hand')
  return ended
}

/**
 * Where nothing was proven: a consent that was under way when the hold began has been written since, and what waits because
 * a refusal of the last minutes was believed is for people.
 */
async function doubtAgain({ database }: Context, name: string): Promise<void> {
  const status = await partnerAccounts.findStatus(database, name)
  if (status?.holdReason !== 'restore' || status.restoredAt === null) return
  await doubtUndecided(database, name)
  await reviewAfterSuspects(database, name)
}

/** Sends no deposit of this campaign until it is released; people go on claiming. Throws `conflict` when it is on hold. */
export async function holdCampaign(context: Context, id: string, input: Reason): Promise<Campaign> {
  const { by, reason } = parseReason(input)
  const { id: subject } = await getCampaign(context, id)
  await context.database.transaction(async tx => {
    if (!(await campaigns.hold(tx, subject)))
      throw new DomainError('conflict', 'campaign: it is on hold already')
    await audit.append(tx, { actor: by, action: 'campaign hold', subject, detail: { reason } })
  })
  return await getCampaign(context, subject)
}

/** Lets the deposits of the campaign be sent again. Throws `conflict` when it is not on hold. */
export async function releaseCampaign(context: Context, id: string, input: Reason): Promise<Campaign> {
  const { by, reason } = parseRelease(input)
  const { id: subject } = await getCampaign(context, id)
  await context.database.transaction(async tx => {
    if (!(await campaigns.release(tx, subject)))
      throw new DomainError('conflict', 'campaign: it is not on hold')
    await audit.append(tx, { actor: by, action: 'campaign release', subject, detail: { reason } })
    await queue.announce(tx)
  })
  return await getCampaign(context, subject)
}

function parseRelease({ by, reason }: Reason): Reason {
  return { by: parseActor(by), reason: reason === null ? null : parseWords('reason', reason) }
}
