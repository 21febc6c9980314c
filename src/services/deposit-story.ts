/** Reading deposits for operators: where the money is, and everything that happened on the way. */
import { z } from 'zod'
import type { Campaign } from '../domain/campaign.ts'
import { successorIn } from '../domain/claim-link.ts'
import { type DepositState, depositStates } from '../domain/deposit.ts'
import { DomainError } from '../domain/errors.ts'
import type { Hold } from '../domain/partner-account.ts'
import * as attempts from '../storage/attempt.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { getCampaign } from './campaign.ts'
import type { Context } from './context.ts'
import { getDeposit } from './named-deposit.ts'
import { holdOf } from './partner-account.ts'

type DepositFilter = { readonly campaignId: string | undefined; readonly state: string | undefined }

/** Throws `invalid-input` for a state that does not exist and `not-found` for such a campaign. */
export async function listDeposits(
  context: Context,
  { campaignId, state }: DepositFilter,
): Promise<deposits.Deposit[]> {
  if (state !== undefined && !depositStates.some(known => known === state))
    throw new DomainError('invalid-input', `state: must be one of ${depositStates.join(', ')}`)
  const campaign = campaignId === undefined ? undefined : await getCampaign(context, campaignId)
  return await deposits.list(context.database, { campaignId: campaign?.id, state })
}

const entry = z.object({
  sequence: z.number(),
  at: z.string(),
  type: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

export type DepositStory = {
  readonly deposit: deposits.Deposit
  readonly attempts: readonly attempts.Attempt[]
  readonly events: ReadonlyArray<z.infer<typeof entry>>
}

/** What happened to the deposit of a link. Throws as `getDeposit` does. */
export async function showDeposit(context: Context, named: string): Promise<DepositStory> {
  const deposit = await getDeposit(context, named)
  const stored = await events.list(context.database, deposit.claimLinkId)
  return {
    deposit,
    attempts: await attempts.list(context.database, deposit.claimLinkId),
    events: stored.map(({ payload }) => entry.parse(JSON.parse(payload))),
  }
}

/** A deposit with everything that decides what happens to it next. */
export type DepositCase = DepositStory & {
  /** What people did to it, oldest first. */
  readonly audit: readonly audit.StoredEntry[]
  /** Of its partner account. */
  readonly hold: Hold
  readonly campaign: Campaign
  readonly successor: { readonly id: string; readonly depositState: DepositState | null } | null
  /** When a deposit in doubt goes to a person; null while it was never sent. */
  readonly resendUntil: Date | null
  /** When a database that is lost may have sent it as well; null where none may have. */
  readonly forgotten: Forgotten | null
}

type Forgotten = { readonly since: Date; readonly until: Date }

/** Throws as `showDeposit` does. */
export async function examineDeposit(context: Context, named: string): Promise<DepositCase> {
  const story = await showDeposit(context, named)
  const { claimLinkId, campaignId, partnerAccount, firstSentAt } = story.deposit
  const chain = await claimLinks.chain(context.database, claimLinkId)
  const hold = await holdOf(context, partnerAccount)
  const issuedAt = chain.find(({ id }) => id === claimLinkId)?.createdAt ?? story.deposit.consentedAt
  return {
    ...story,
    audit: await audit.listBySubject(context.database, claimLinkId),
    hold,
    campaign: await getCampaign(context, campaignId),
    successor: successorIn(chain, claimLinkId) ?? null,
    resendUntil: firstSentAt && new Date(firstSentAt.getTime() + context.resendWindowMs),
    forgotten: forgottenOf(story, issuedAt, hold.restoredAt),
  }
}

/** Where the consent came after the restore, an earlier one of the same link is lost too. */
function forgottenOf(
  { deposit, events }: DepositStory,
  issuedAt: Date,
  restoredAt: Date | null,
): Forgotten | null {
  const doubt = events.findLast(({ type }) => type === 'doubted' || type === 'cleared')
  const doubtedAt = doubt?.type === 'doubted' ? new Date(doubt.at) : null
  const since = deposit.consentedAt
  if (doubtedAt) return { since, until: restoredAt ?? doubtedAt }
  if (!deposit.inDoubt || restoredAt === null || issuedAt >= restoredAt) return null
  return { since: since < restoredAt ? since : issuedAt, until: restoredAt }
}
