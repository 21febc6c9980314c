/** A link that is unclaimed here and paid at Amazon: its deposit, which is deposited from its first moment. */
import { createHash } from 'node:crypto'
import type { ClaimLink } from '../domain/claim-link.ts'
import { chainStart, type DepositEvent } from '../domain/deposit-event.ts'
import type { Known } from '../domain/reconciliation.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import type { Context } from './context.ts'
import { unknownPersonHash } from './person.ts'

/** What a source tells of one request id. */
export type Told = {
  /** The account as the source tells it; null where it does not. */
  readonly amazonAccount: string | null
  readonly known: Known
  readonly source: string
}

/** Claims an unclaimed link that Amazon has paid, beyond the budget if need be. */
export async function claimPaid(context: Context, tx: Sql, link: ClaimLink, told: Told): Promise<void> {
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
  told: Told,
): { readonly deposit: deposits.ForgottenDeposit; readonly detail: DepositEvent['detail'] } {
  const { amazonAccount, known } = told
  const { requestId, at: decidedAt } = known
  const accountHash = known.accountHash
    ? Buffer.from(known.accountHash, 'hex')
    : unknownPersonHash(context, requestId)
  const owed = { claimLinkId, campaignId, partnerAccount, requestId, amountMinor, currency }
  const whose = { accountHash, amazonAccount }
  const rest = { bodyHash: noBody, chainHead: chainStart, reason: 'reconciled', decidedAt }
  return { deposit: { ...owed, ...whose, ...rest }, detail: { was: 'unclaimed', ...toldDetail(told) } }
}

/** The bytes that were sent are forgotten; this is the hash of none. */
const noBody = createHash('sha256').digest()

/** What the log says of it. */
export function toldDetail({ known, source }: Told): DepositEvent['detail'] {
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
