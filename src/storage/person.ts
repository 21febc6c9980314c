/** What is stored about a recipient, found by the sender's reference for them, and its end. */
import * as claimLinks from './claim-link.ts'
import type { Sql } from './database.ts'
import * as deposits from './deposit.ts'

/** Null for every campaign: another one may call somebody else the same. */
export type Named = { readonly externalId: string; readonly campaignId: string | null }

const named = (revoked: string) => `select found.id from campaign cross join lateral (
    select id from claim_link
    where campaign_id = campaign.id and external_id = $1 and revoked_at ${revoked} offset 0) found
  where $2::text is null or campaign.id = $2`

/** Ids of the links that carry the reference, and of those that took their place without it, oldest first. */
export async function listNamed(sql: Sql, { externalId, campaignId }: Named): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from (${named('is null')} union ${named('is not null')}) found`,
    [externalId, campaignId],
  )
  return await withSuccessors(
    sql,
    rows.map(({ id }) => id),
  )
}

/** These links and every one that took the place of one of them, oldest first. */
export async function withSuccessors(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `with recursive mine (id) as (
       select unnest($1::text[]) union select link.id from mine join claim_link link on link.replaces_id = mine.id)
     select id from mine join claim_link using (id) order by created_at, id`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** The links, given oldest first, with their state, which nobody changes until the transaction ends. */
export async function lockLinks(tx: Sql, ids: readonly string[]): Promise<claimLinks.ShownLink[]> {
  for (const id of ids) {
    await claimLinks.lock(tx, id)
    await deposits.lock(tx, id)
  }
  return await tx.query<claimLinks.ShownLink>(
    `select ${claimLinks.shownColumns} from claim_link where id = any($1::text[]) order by created_at, id`,
    [ids],
  )
}

/** The line of the uploaded list that the link was made for, as it was given. */
export async function findUploaded(sql: Sql, claimLinkId: string): Promise<string | null> {
  const [row] = await sql.query<{ original: string | null }>(
    `select original from claim_link join link_row on link_row.batch_id = claim_link.batch_id and line = batch_line
     where id = $1`,
    [claimLinkId],
  )
  return row?.original ?? null
}

/**
 * Forgets the account and the bytes of their deposits, the reference, who opened them when, uploaded lines, refused ones
 * too, and the sign-ins with their browsers. The deposits must have ended.
 */
export async function erase(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.query(
    'update deposit set amazon_account = null, body = null where claim_link_id = any($1::text[])',
    [ids],
  )
  await tx.query(
    `delete from link_row using claim_link
     where id = any($1::text[]) and link_row.batch_id = claim_link.batch_id and line = batch_line`,
    [ids],
  )
  await tx.query('delete from link_row where replaces_id = any($1::text[])', [ids])
  // A line of CSV has each quote twice.
  await tx.query(
    `delete from link_problem using link_batch batch, claim_link link
     where link.id = any($1::text[]) and batch.campaign_id = link.campaign_id and link_problem.batch_id = batch.id
       and position(replace(link.external_id, '"', '""') in original) > 0`,
    [ids],
  )
  await tx.query('update claim_link set external_id = null where id = any($1::text[])', [ids])
  await tx.query('delete from visit where claim_link_id = any($1::text[])', [ids])
  await tx.query(
    `with ended as (delete from sign_in where claim_link_id = any($1::text[]) returning session_hash)
     delete from browser_session where id_hash in (select session_hash from ended)`,
    [ids],
  )
}
