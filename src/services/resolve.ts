/** Ending a review: a person finds out what became of a deposit and decides, with evidence and by name. */
import { isSamePerson, parseActor, parseWords, wordsHash } from '../domain/audit.ts'
import { canBecome, needsSecondPerson, type Verdict } from '../domain/deposit.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import type { Context } from './context.ts'
import { getDeposit } from './named-deposit.ts'

export type ResolutionInput = { readonly as: string; readonly evidence: string; readonly by: string }
type Resolution = { readonly as: Verdict; readonly evidence: string; readonly by: string }

/**
 * Decides a deposit in review, or only proposes it: refusing what may have been applied takes two people. Throws
 * `conflict` from any other state and when the one who proposed it would agree with themselves.
 */
export async function resolveDeposit(
  context: Context,
  named: string,
  input: ResolutionInput,
): Promise<'resolved' | 'proposed'> {
  const resolution = readResolution(input)
  const { claimLinkId } = await getDeposit(context, named)
  const ended = await context.database.transaction(async tx => {
    const deposit = await lockReview(tx, claimLinkId, resolution.as)
    const alone =
      needsSecondPerson(deposit, resolution.as) && !(await isProposed(tx, claimLinkId, resolution))
    if (alone) await propose(tx, claimLinkId, resolution)
    else await settle(tx, deposit, resolution)
    return alone ? 'proposed' : 'resolved'
  })
  context.log.info({ claimLinkId, as: resolution.as, ended }, 'a person decided a review')
  return ended
}

function readResolution({ as, evidence, by }: ResolutionInput): Resolution {
  if (as !== 'deposited' && as !== 'refused')
    throw new DomainError('invalid-input', 'as: must be deposited or refused')
  return { as, evidence: parseWords('evidence', evidence), by: parseActor(by) }
}

async function lockReview(tx: Sql, claimLinkId: string, as: Verdict): Promise<deposits.Deposit> {
  const deposit = await deposits.lock(tx, claimLinkId)
  if (deposit?.state === 'review' && canBecome('review', as)) return deposit
  throw new DomainError('conflict', `link: its deposit is ${deposit?.state}; only one in review is resolved`)
}

/** Whether somebody else has proposed to refuse it in this review; what was decided in an earlier one serves no second time. */
async function isProposed(tx: Sql, claimLinkId: string, { by }: Resolution): Promise<boolean> {
  if (!(await events.isSince(tx, claimLinkId, 'proposed', 'review'))) return false
  const proposal = await audit.findLast(tx, claimLinkId, 'deposit propose')
  if (proposal && isSamePerson(proposal.actor, by))
    throw new DomainError(
      'conflict',
      `by: ${proposal.actor} has proposed this already; it may have been applied, so a different person must look at the evidence and agree`,
    )
  return proposal !== undefined
}

async function propose(tx: Sql, claimLinkId: string, { as, evidence, by }: Resolution): Promise<void> {
  await events.append(tx, claimLinkId, 'proposed', { as, evidenceSha256: wordsHash(evidence) })
  const detail = { as, evidence }
  await audit.append(tx, { actor: by, action: 'deposit propose', subject: claimLinkId, detail })
}

async function settle(tx: Sql, deposit: deposits.Deposit, { as, evidence, by }: Resolution): Promise<void> {
  const { claimLinkId, campaignId, amountMinor, inDoubt } = deposit
  await deposits.update(tx, claimLinkId, { state: as, inDoubt, reason: 'resolved', retryInMs: 0 })
  if (as === 'refused') await campaigns.giveBack(tx, campaignId, amountMinor)
  await events.append(tx, claimLinkId, 'resolved', { as, evidenceSha256: wordsHash(evidence) })
  const detail = { as, evidence }
  await audit.append(tx, { actor: by, action: 'deposit resolve', subject: claimLinkId, detail })
}
