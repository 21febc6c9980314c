/** Claim links: row to domain and back. A link is found by the id that its token hashes to. */
import type { ClaimLink } from '../domain/claim-link.ts'
import type { DepositState } from '../domain/deposit.ts'
import type { Sql } from './database.ts'
import { worthOf } from './link-sum.ts'

/** Whether the link cannot be claimed yet, because nobody has said that the file which holds it is there. */
export const issuing = `batch_id is not null and not exists (
    select from link_batch
    where link_batch.id = batch_id and state <> 'withdrawn' and confirmed_delivery >= batch_delivery)`

export const columns = `id, campaign_id as "campaignId", external_id as "externalId", amount_minor as "amountMinor",
  currency, rehearsal, mock_code as "mockCode", revoked_at as "revokedAt", replaces_id as "replacesId",
  reserved, expires_at as "expiresAt", paused_at as "pausedAt", batch_id as "batchId", batch_line as "batchLine",
  ${issuing} as issuing,
  created_at as "createdAt"`
const depositState = '(select state from deposit where claim_link_id = claim_link.id) as "depositState"'

export type NewClaimLink = Omit<ClaimLink, 'revokedAt' | 'batchId' | 'batchLine' | 'issuing' | 'createdAt'>

/** Inserts all links in one statement; a successor is of the batch of the link before it. A taken external id surfaces as PostgreSQL's unique violation. */
export async function insertAll(sql: Sql, links: readonly NewClaimLink[]): Promise<void> {
  const column = <Key extends keyof NewClaimLink>(key: Key) => links.map(link => link[key])
  await sql.query(
    `insert into claim_link (id, campaign_id, external_id, amount_minor, currency, rehearsal, mock_code, replaces_id,
       reserved, expires_at, paused_at, batch_id, batch_line, batch_delivery)
     select given.*, earlier.batch_id, earlier.batch_line, earlier.batch_delivery from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::text[],
       $8::text[], $9::boolean[], $10::timestamptz[], $11::timestamptz[])
       as given (id, campaign, external, amount, currency, rehearsal, code, replaces, reserved, expires, paused)
       left join claim_link earlier on earlier.id = given.replaces`,
    [
      column('id'),
      column('campaignId'),
      column('externalId'),
      column('amountMinor'),
      column('currency'),
      column('rehearsal'),
      column('mockCode'),
      column('replacesId'),
      column('reserved'),
      column('expiresAt'),
      column('pausedAt'),
    ],
  )
}

export async function find(sql: Sql, id: string): Promise<ClaimLink | undefined> {
  const [row] = await sql.query<ClaimLink>(`select ${columns} from claim_link where id = $1`, [id])
  return row
}

export type GoodLink = Pick<ClaimLink, 'id' | 'externalId' | 'amountMinor' | 'expiresAt'>

/** Those of the ids that are links which are not revoked, of the campaign if one is given; by their ids. */
export async function findGood(
  sql: Sql,
  ids: readonly string[],
  campaignId: string | null,
): Promise<ReadonlyMap<string, GoodLink>> {
  const rows = await sql.query<GoodLink>(
    `select id, external_id as "externalId", amount_minor as "amountMinor", expires_at as "expiresAt" from claim_link
     where id = any($1::text[]) and revoked_at is null and ($2::text is null or campaign_id = $2)`,
    [ids, campaignId],
  )
  return new Map(rows.map(row => [row.id, row]))
}

/** The claim link with its row locked until the transaction ends: claim, revoke and replace take turns. */
export async function lock(tx: Sql, id: string): Promise<ClaimLink | undefined> {
  const text = `select ${columns} from claim_link where id = $1 for no key update`
  const [row] = await tx.query<ClaimLink>(text, [id])
  return row
}

/** The link in the place of this one, locked alike; whoever makes one has locked this one. */
export async function lockSuccessor(tx: Sql, id: string): Promise<ClaimLink | undefined> {
  const text = `select ${columns} from claim_link where replaces_id = $1 for no key update`
  const [row] = await tx.query<ClaimLink>(text, [id])
  return row
}

/** Every link of the chain of successors that `id` is in, the first one first; empty when there is no such link. */
export async function chain(sql: Sql, id: string): Promise<ListedLink[]> {
  return await sql.query<ListedLink>(
    `with recursive earlier as (
       select claim_link.*, 0 as step from claim_link where id = $1
       union all
       select link.*, earlier.step - 1 from claim_link link join earlier on link.id = earlier.replaces_id),
     later as (
       select * from earlier where step = 0
       union all
       select link.*, later.step + 1 from claim_link link join later on link.replaces_id = later.id)
     select ${columns}, ${depositState}
     from (select * from earlier where step < 0 union all select * from later) claim_link order by step`,
    [id],
  )
}

/** Ids that begin with `prefix`: at most two, enough to tell found from ambiguous. */
export async function findByPrefix(sql: Sql, prefix: string): Promise<ClaimLink[]> {
  return await sql.query<ClaimLink>(
    `select ${columns} from claim_link where id between rpad($1, 26, '0') and rpad($1, 26, 'Z') limit 2`,
    [prefix],
  )
}

/** `depositState` is null while nobody has claimed the link. */
export type ListedLink = ClaimLink & { readonly depositState: DepositState | null }

/** `campaignOver`: its campaign has ended or closed. */
export type ShownLink = ListedLink & { readonly campaignOver: boolean }

export const shownColumns = `${columns}, ${depositState},
  (select state = 'ended' or closes_at <= now() from campaign where campaign.id = campaign_id) as "campaignOver"`

export async function listByCampaign(sql: Sql, campaignId: string): Promise<ShownLink[]> {
  return await sql.query<ShownLink>(
    `select ${shownColumns}
     from claim_link where campaign_id = $1 order by created_at, id`,
    [campaignId],
  )
}

/** Links with a mock code that somebody could still claim, or whose deposit is not final. */
export async function listOpenScenarios(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from claim_link left join deposit on claim_link_id = id
     where mock_code is not null and revoked_at is null
       and (state is null or state not in ('deposited', 'refused'))
     order by claim_link.created_at limit 1000`,
  )
  return rows.map(row => row.id)
}

/** The newest links of a partner account that belong to QA: with a mock code, or in a campaign of this sender. */
export async function listForQa(sql: Sql, partnerAccount: string, senderName: string): Promise<ShownLink[]> {
  return await sql.query<ShownLink>(
    `select ${shownColumns}
     from claim_link
     where campaign_id in (select campaign.id from campaign where partner_account = $1)
       and (mock_code is not null
         or campaign_id in (select campaign.id from campaign where sender_name = $2))
     order by created_at desc, id limit 20`,
    [partnerAccount, senderName],
  )
}

/** What the campaign's links that can still be claimed are worth together, in minor units; rehearsals are worth nothing, and what is reserved has left the budget. */
export async function sumUnclaimed(sql: Sql, campaignId: string): Promise<number> {
  const [row] = await sql.query<{ sum: number }>(
    `select ${worthOf()} as sum from claim_link
     where campaign_id = $1 and revoked_at is null and not rehearsal and not reserved
       and not exists (select from deposit where claim_link_id = claim_link.id)`,
    [campaignId],
  )
  return row?.sum ?? 0
}

/** Whether a link that is good, or one that is ordered, is worth another amount. An index alone answers of the links. */
export async function hasOtherAmount(sql: Sql, campaignId: string, amountMinor: number): Promise<boolean> {
  const rows = await sql.query(
    `select from claim_link
     where campaign_id = $1 and revoked_at is null and not rehearsal and amount_minor <> $2
     union all
     select from link_row join link_batch on link_batch.id = batch_id
     where campaign_id = $1 and state = 'issuing' and amount_minor <> $2
     limit 1`,
    [campaignId, amountMinor],
  )
  return rows.length > 0
}

/** Whether a staged line will make a link: a replacement makes none where the link it is for was revoked meanwhile. */
export const notAbandoned = `(link_row.replaces_id is null or exists (
    select from claim_link old where old.id = link_row.replaces_id and old.revoked_at is null))`

/** Which of the external ids a link of this campaign that is not revoked carries, or is about to. */
export async function takenExternalIds(
  sql: Sql,
  campaignId: string,
  externalIds: readonly string[],
): Promise<string[]> {
  const rows = await sql.query<{ external_id: string }>(
    `select external_id from claim_link
     where campaign_id = $1 and revoked_at is null and external_id = any($2::text[])
     union
     select external_id from link_row join link_batch on link_batch.id = batch_id
     where campaign_id = $1 and state = 'issuing' and confirmed_delivery = 0 and external_id = any($2::text[])
       and ${notAbandoned}`,
    [campaignId, externalIds],
  )
  return rows.map(row => row.external_id)
}

export async function revoke(tx: Sql, id: string): Promise<void> {
  await tx.query('update claim_link set revoked_at = now() where id = $1 and revoked_at is null', [id])
}
