/** What an export tells, brought into a new database as it was: the counterpart of `export.ts`. */
import type { Campaign } from '../domain/campaign.ts'
import type { ClaimLink } from '../domain/claim-link.ts'
import { insert } from './campaign.ts'
import type { Sql } from './database.ts'

/** Whether no campaign has been made yet; until the transaction ends nobody else makes one. */
export async function lockWhileEmpty(tx: Sql): Promise<boolean> {
  await tx.query('lock table campaign in share row exclusive mode')
  return (await tx.query('select from campaign limit 1')).length === 0
}

export type ImportedCampaign = Omit<Campaign, 'grantedMinor'>

/** Its granted budget follows from what is brought in after it. */
export async function insertCampaign(tx: Sql, campaign: ImportedCampaign): Promise<void> {
  await insert(tx, campaign)
  await tx.query('update campaign set state = $2, held_since = $3, created_at = $4 where id = $1', [
    campaign.id,
    campaign.state,
    campaign.heldSince,
    campaign.createdAt,
  ])
}

/** Inserts all in one statement, after which every link that one of them succeeds must be there. */
export async function insertLinks(tx: Sql, links: readonly ClaimLink[]): Promise<void> {
  const column = <Key extends keyof ClaimLink>(key: Key) => links.map(link => link[key])
  await tx.query(
    `insert into claim_link (id, campaign_id, external_id, amount_minor, currency, rehearsal, mock_code, revoked_at,
       replaces_id, reserved, created_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::text[],
       $8::timestamptz[], $9::text[], $10::boolean[], $11::timestamptz[])`,
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
      column('createdAt'),
    ],
  )
}

/** Takes from the budgets what is kept for successors: of each chain for the last one, unless it is revoked. */
export async function grantReserved(tx: Sql, links: readonly string[]): Promise<void> {
  await tx.query(
    `update campaign set granted_minor = granted_minor + kept.sum
     from (select campaign_id, sum(amount_minor)::bigint as sum from claim_link link
           where id = any($1::text[]) and reserved and revoked_at is null
             and not exists (select from claim_link later where later.replaces_id = link.id)
           group by campaign_id) kept
     where campaign.id = kept.campaign_id`,
    [links],
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
