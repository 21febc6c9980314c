/** What an export tells, brought into a new database as it was: the counterpart of `export.ts`. */
import type { Campaign } from '../domain/campaign.ts'
import type { ClaimLink } from '../domain/claim-link.ts'
import type { ChainedEntry } from '../domain/deposit-event.ts'
import { insert } from './campaign.ts'
import { columns as linkColumns } from './claim-link.ts'
import type { Sql } from './database.ts'
import type { ForgottenDeposit } from './deposit.ts'
import { takeTime } from './reconciliation.ts'

/** Whether no campaign has been made yet; until the transaction ends nobody else makes one. */
export async function lockWhileEmpty(tx: Sql): Promise<boolean> {
  await takeTime(tx)
  await tx.query('lock table campaign in share row exclusive mode')
  return (await tx.query('select from campaign limit 1')).length === 0
}

export type ImportedCampaign = Omit<Campaign, 'grantedMinor'>

/** Its granted budget follows from what is brought in after it. */
export async function insertCampaign(tx: Sql, campaign: ImportedCampaign): Promise<void> {
  await insert(tx, campaign)
  await tx.query('update campaign set held_since = $2, rehearsed_at = $3, created_at = $4 where id = $1', [
    campaign.id,
    campaign.heldSince,
    campaign.rehearsedAt,
    campaign.createdAt,
  ])
}

/** Each stands alone: of the batch that it was made in an export tells nothing. */
export type ImportedLink = Omit<ClaimLink, 'batchId' | 'batchLine' | 'issuing'>

/** Inserts all in one statement, after which every link that one of them succeeds must be there. */
export async function insertLinks(tx: Sql, links: readonly ImportedLink[]): Promise<void> {
  const column = <Key extends keyof ImportedLink>(key: Key) => links.map(link => link[key])
  await tx.query(
    `insert into claim_link (id, campaign_id, external_id, amount_minor, currency, rehearsal, mock_code, revoked_at,
       replaces_id, reserved, expires_at, paused_at, created_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::text[],
       $8::timestamptz[], $9::text[], $10::boolean[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])`,
    [
      column('id'),
      column('campaignId'),
      column('externalId'),
      column('amountMinor'),
      column('currency'),
      column('rehearsal'),
      column('mockCode'),
      column('revokedAt'),
      column('replacesId'),
      column('reserved'),
      column('expiresAt'),
      column('pausedAt'),
      column('createdAt'),
    ],
  )
}

/** Those of the links that are there, in no order. */
export async function findLinks(tx: Sql, ids: readonly string[]): Promise<ClaimLink[]> {
  return await tx.query<ClaimLink>(`select ${linkColumns} from claim_link where id = any($1::text[])`, [ids])
}

/** A deposit with its first and only entry. */
export type ImportedDeposit = { readonly deposit: ForgottenDeposit; readonly entry: ChainedEntry }

/** Inserts all in one statement, deposited from their first moment; budgets are not touched. */
export async function insertDeposited(tx: Sql, imported: readonly ImportedDeposit[]): Promise<void> {
  const column = <Key extends keyof ForgottenDeposit>(key: Key) => imported.map(({ deposit }) => deposit[key])
  const entry = <Key extends keyof ChainedEntry>(key: Key) => imported.map(one => one.entry[key])
  await tx.query(
    `with given as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[],
         $8::text[], $9::bytea[], $10::text[], $11::timestamptz[], $12::int[], $13::text[], $14::bytea[], $15::bytea[])
         as given (id, campaign, account, request, amount, currency, person, amazon, body, reason, decided, sequence,
           payload, previous, hash)),
     made as (
       insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
         account_hash, amazon_account, body_hash, state, reason, consented_at, decided_at, events, chain_head)
       select id, campaign, account, request, amount, currency, person, amazon, body, 'deposited', reason,
         coalesce(decided, now()), coalesce(decided, now()), sequence, hash from given)
     insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
     select id, sequence, payload, previous, hash from given`,
    [
      column('claimLinkId'),
      column('campaignId'),
      column('partnerAccount'),
      column('requestId'),
      column('amountMinor'),
      column('currency'),
      column('accountHash'),
      column('amazonAccount'),
      column('bodyHash'),
      column('reason'),
      column('decidedAt'),
      entry('sequence'),
      entry('payload'),
      entry('previousHash'),
      entry('hash'),
    ],
  )
}

/** Takes from the budgets what is deposited, and of each chain what is kept for its last link, unless that is revoked. */
export async function grantAll(tx: Sql): Promise<void> {
  await tx.query(
    `update campaign set granted_minor = granted.sum
     from (select link.campaign_id, sum(link.amount_minor)::bigint as sum
           from claim_link link left join deposit on deposit.claim_link_id = link.id
             left join claim_link later on later.replaces_id = link.id
           where deposit.state is not null or (link.reserved and link.revoked_at is null and later.id is null)
           group by link.campaign_id) granted
     where campaign.id = granted.campaign_id`,
  )
}

/** Of these successors those that nobody has a URL of: they were made for another account, and are not claimed. */
export async function listUnknownSuccessors(tx: Sql, links: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select link.id from claim_link link join claim_link earlier on earlier.id = link.replaces_id
     where link.id = any($1::text[]) and link.revoked_at is null and earlier.revoked_at is null
       and not exists (select from claim_link later where later.replaces_id = link.id)
       and not exists (select from deposit where claim_link_id = link.id)
     order by link.id`,
    [links],
  )
  return rows.map(row => row.id)
}
