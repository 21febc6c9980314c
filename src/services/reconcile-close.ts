/**
 * Closing what Amazon knows as applied, so that nothing pays it again: each deposit in one transaction, looked at
 * anew under its locks. Sends nothing, refuses nothing, and changes nothing the second time.
 */
import { createHash } from 'node:crypto'
import type { ClaimLink } from '../domain/claim-link.ts'
import { chainStart, type DepositEvent } from '../domain/deposit-event.ts'
import { type Closing, closingOf, type Known, linkState, type Ours } from '../domain/reconciliation.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import type { Context } from './context.ts'
import { remakeSuccessors } from './lost-successor.ts'
import { unknownPersonHash } from './person.ts'
import type { Pair, Reconciliation } from './reconcile.ts'

export type Closed = Readonly<Record<Closing, number>>

/** `by` is who decided it, for the audit. Returns how many were closed, and how. */
export async function closeKnown(
  context: Context,
  reconciliation: Reconciliation,
  by: string,
): Promise<Closed> {
  const closed = { deposit: 0, claim: 0, review: 0 }
  const source = reconciliation.source.name
  await remakeSuccessors(context, reconciliation)
  for await (const { ours, known, amazonAccount } of reconciliation.pairs()) {
    if (!ours || !known || !closingOf(ours, known)) continue
    const told = { known, amazonAccount, by, source }
    const closing = await context.database.transaction(tx => closeLink(context, tx, ours.claimLinkId, told))
    if (closing) closed[closing]++
  }
  return closed
}

type Told = Pick<Pair, 'amazonAccount'> & {
  readonly known: Known
  readonly by: string
  readonly source: string
}

/** Locks in the order claim link, deposit, campaign, as a consent and an answer do. */
async function closeLink(context: Context, tx: Sql, id: string, told: Told): Promise<Closing | null> {
  const link = await claimLinks.lock(tx, id)
  if (!link) throw new Error(`bug: claim link ${id} is gone`)
  const deposit = await deposits.lock(tx, id)
  const ours = oursOf(link, deposit)
  const closing = closingOf(ours, told.known)
  if (closing === 'claim') await claim(context, tx, link, told)
  else if (closing && deposit) await move(tx, deposit, closing, told)
  if (closing) {
    const detail = { source: told.source, was: ours.state, closing }
    await audit.append(tx, { actor: told.by, action: 'reconcile close', subject: id, detail })
  }
  return closing
}

function oursOf(link: ClaimLink, deposit: deposits.Deposit | undefined): Ours {
  const { id: claimLinkId, amountMinor, currency, revokedAt, rehearsal } = link
  const state = linkState({ state: deposit?.state ?? null, revoked: revokedAt !== null, rehearsal })
  const accountHash = deposit?.accountHash.toString('hex') ?? null
  return { claimLinkId, amountMinor, currency, state, accountHash }
}

async function move(
  tx: Sql,
  { claimLinkId, campaignId, amountMinor, state: from, inDoubt }: deposits.Deposit,
  closing: Exclude<Closing, 'claim'>,
  told: Told,
): Promise<void> {
  const state = closing === 'deposit' ? 'deposited' : 'review'
  const reason = closing === 'deposit' ? 'reconciled' : 'amazon-knows-otherwise'
  const doubt = inDoubt || state === 'review'
  await deposits.update(tx, claimLinkId, { state, inDoubt: doubt, reason, retryInMs: 0 })
  if (from === 'refused') await campaigns.takeAgain(tx, campaignId, amountMinor)
  const type = state === 'deposited' ? 'reconciled' : state
  await events.append(tx, claimLinkId, type, { reason, was: from, ...detailOf(told) })
}

async function claim(context: Context, tx: Sql, link: ClaimLink, told: Told): Promise<void> {
  const campaign = await campaigns.lock(tx, link.campaignId)
  if (!campaign) throw new Error(`bug: claim link ${link.id} has no campaign`)
  const { deposit, detail } = forgotten(context, { ...link, partnerAccount: campaign.partnerAccount }, told)
  if (!link.reserved) await campaigns.takeAgain(tx, campaign.id, link.amountMinor)
  await deposits.insertDeposited(tx, deposit)
  await events.append(tx, link.id, 'reconciled', detail)
}

/** An unclaimed link, and whose campaign it is of. */
export type ForgottenLink = Pick<ClaimLink, 'id' | 'campaignId' | 'amountMinor' | 'currency'> & {
  readonly partnerAccount: string
}

/**
 * The deposit of an unclaimed link that was paid, and what its first entry says. What is booked is the link's own
 * amount; where Amazon's differs, the next reconciliation still says so.
 */
export function forgotten(
  context: Context,
  { id: claimLinkId, campaignId, partnerAccount, amountMinor, currency }: ForgottenLink,
  told: Omit<Told, 'by'>,
): { readonly deposit: deposits.ForgottenDeposit; readonly detail: DepositEvent['detail'] } {
  const { amazonAccount, known } = told
  const { requestId, at: decidedAt } = known
  const accountHash = known.accountHash
    ? Buffer.from(known.accountHash, 'hex')
    : unknownPersonHash(context, requestId)
  const owed = { claimLinkId, campaignId, partnerAccount, requestId, amountMinor, currency }
  const whose = { accountHash, amazonAccount }
  const rest = { bodyHash: noBody, chainHead: chainStart, reason: 'reconciled', decidedAt }
  return { deposit: { ...owed, ...whose, ...rest }, detail: { was: 'unclaimed', ...detailOf(told) } }
}

/** The bytes that were sent are forgotten; this is the hash of none. */
const noBody = createHash('sha256').digest()

function detailOf({ known, source }: Omit<Told, 'by'>): DepositEvent['detail'] {
  const { requestId, amountMinor, currency, accountHash, at, times } = known
  return {
    source,
    requestId,
    amountMinor,
    currency,
    account: accountHash,
    appliedAt: at?.toISOString() ?? null,
    times,
  }
}
