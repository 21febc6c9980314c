/** What a consent locks and what it writes: from here on the reward is owed. */
import type { ChainedEntry } from '../domain/deposit-event.ts'
import type { Sql, Transaction } from './database.ts'
import type { NewDeposit } from './deposit.ts'

/**
 * Lets the consents of one person in one campaign take turns until the transaction ends, so that each counts those
 * before it. Returns the time of the database when the turn has come.
 */
export async function takeTurn(tx: Sql, campaignId: string, accountHash: Buffer): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>(
    `select clock_timestamp() as at
     from pg_advisory_xact_lock(hashtextextended($1::text || encode($2::bytea, 'hex'), 0))`,
    [campaignId, accountHash],
  )
  if (!row) throw new Error('bug: a lock without a row')
  return row.at
}

export type NewConsent = {
  readonly deposit: NewDeposit
  /** Taken from the campaign's budget, in minor units; 0 where the amount has left it already. */
  readonly grantMinor: number
  /** The first entry of the deposit's log. */
  readonly entry: ChainedEntry
}

/**
 * Takes the amount from the budget and writes the deposit and its first entry, as the last statement. False, and
 * nothing written, when the campaign is not live any more or its budget does not hold so much.
 */
export async function insert(tx: Transaction, { deposit, grantMinor, entry }: NewConsent): Promise<boolean> {
  const rows = await tx.last(
    `with granted as (
       update campaign set granted_minor = granted_minor + $12::bigint
       where id = $2 and state = 'live' and ($12::bigint = 0 or granted_minor + $12::bigint <= budget_minor)
       returning id),
     made as (
       insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
         account_hash, amazon_account, body, body_hash, events, chain_head)
       select $1, id, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11 from granted
       returning claim_link_id)
     insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
     select claim_link_id, 1, $13, $14, $11 from made returning claim_link_id`,
    [
      deposit.claimLinkId,
      deposit.campaignId,
      deposit.partnerAccount,
      deposit.requestId,
      deposit.amountMinor,
      deposit.currency,
      deposit.accountHash,
      deposit.amazonAccount,
      deposit.body,
      deposit.bodyHash,
      entry.hash,
      grantMinor,
      entry.payload,
      entry.previousHash,
    ],
  )
  return rows.length > 0
}
