/** What a consent writes: from here on the reward is owed. */
import type { ChainedEntry } from '../domain/deposit-event.ts'
import type { Sql } from './database.ts'
import type { NewDeposit } from './deposit.ts'
import { shutFor } from './launch-mark.ts'

export type NewConsent = {
  readonly deposit: NewDeposit
  /** When the recipient consented, to be compared with the campaign's window. */
  readonly now: Date
  /** Taken from the campaign's budget, in minor units; 0 where the amount has left it already. */
  readonly grantMinor: number
  /** The first entry of the deposit's log. */
  readonly entry: ChainedEntry
}

/**
 * Takes the amount from the budget and writes the deposit and its first entry. False, and nothing written, where at this
 * moment the link is claimed, revoked, paused, expired or not issued for good, the campaign not live and open, its budget
 * too small, the person's limit reached, or the partner account not open for claims or on hold after a restore. One
 * statement, because every consent of a campaign waits for its row.
 */
export async function insert(sql: Sql, consent: NewConsent): Promise<boolean> {
  try {
    return (await insertWhereAllowed(sql, consent)).length > 0
  } catch (error) {
    if (isTaken(error as SqlError)) return false
    throw error
  }
}

async function insertWhereAllowed(
  sql: Sql,
  { deposit, now, grantMinor, entry }: NewConsent,
): Promise<object[]> {
  return await sql.query(
    `with link as (
       select id, campaign_id, created_at, replaces_id from claim_link
       where id = $1 and revoked_at is null and paused_at is null and (expires_at is null or $15 < expires_at)
         and (batch_id is null or exists (
           select from link_batch
           where link_batch.id = batch_id and state <> 'withdrawn' and confirmed_delivery >= batch_delivery))
       for no key update),
     granted as (
       update campaign set granted_minor = granted_minor + $12::bigint from link
       where campaign.id = link.campaign_id and state = 'live' and opens_at <= $15::timestamptz and $15 < closes_at
         and ($12::bigint = 0 or granted_minor + $12::bigint <= budget_minor)
         and not exists (select from partner_account where name = $3 and (hold_reason = 'restore' or ${shutFor('$1')}))
       returning campaign.id),
     made as (
       insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
         account_hash, amazon_account, body, body_hash, events, chain_head, in_doubt)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, ${forgotten} from link, granted
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
      now,
    ],
  )
}

/**
 * An earlier claim of the link, or of one in its place, may have been sent from a database that is lost: nothing but a
 * SUCCESS can be believed.
 */
const forgotten = `exists (
  with recursive earlier as (
    select link.replaces_id as id, link.created_at
    union all
    select before.replaces_id, before.created_at from claim_link before join earlier on before.id = earlier.id)
  select from partner_account where name = $3 and restored_at > (select min(created_at) from earlier))`

type SqlError = { readonly code?: string; readonly constraint?: string }

/** Somebody claimed the link at the same moment, or this person claimed another one; LR002 is our own trigger's. */
function isTaken({ code, constraint }: SqlError): boolean {
  if (code === '23505') return constraint === 'deposit_pkey' || constraint === 'deposit_claim_number'
  return code === 'LR002'
}
