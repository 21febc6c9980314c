/** What changes for links that exist: for each of many in one statement, with its entry in the audit. */
import type { AuditAction } from '../domain/audit.ts'
import { issuing } from './claim-link.ts'
import type { Sql } from './database.ts'

/**
 * Locks those of the named links of the campaign that may be unclaimed, in the order of their ids: at most one of a chain,
 * whose links are locked in the order of the chain.
 */
export async function lock(tx: Sql, campaignId: string, ids: readonly string[]): Promise<void> {
  await tx.query(
    `select id from claim_link
     where campaign_id = $1 and id = any($2::text[]) and revoked_at is null
       and not exists (select from deposit where claim_link_id = claim_link.id)
     order by id for no key update`,
    [campaignId, ids],
  )
}

export type Changed = { readonly id: string; readonly reserved: boolean; readonly amountMinor: number }

export type Request = {
  readonly campaignId: string
  readonly ids: readonly string[]
  readonly actor: string
}

/** When the first of these links was made; now where none is there. */
export async function oldest(sql: Sql, campaignId: string, ids: readonly string[]): Promise<Date> {
  const [row] = await sql.query<{ at: Date }>(
    'select coalesce(min(created_at), now()) as at from claim_link where campaign_id = $1 and id = any($2::text[])',
    [campaignId, ids],
  )
  return row?.at ?? new Date(0)
}

const claimable = `not exists (select from deposit where claim_link_id = link.id) and not (${issuing})`
const unclaimed = `link.campaign_id = $1 and link.id = any($2::text[]) and link.revoked_at is null and ${claimable}`

/** Links that can still be claimed, and what they are worth together; rehearsals are worth nothing. */
export type Open = { readonly links: number; readonly totalMinor: number }

export async function countOpen(sql: Sql, campaignId: string, ids: readonly string[]): Promise<Open> {
  return await count(sql, unclaimed, [campaignId, ids])
}

/** Those of one batch. */
export async function countOpenOfBatch(sql: Sql, batchId: string): Promise<Open> {
  return await count(sql, `link.batch_id = $1 and link.revoked_at is null and ${claimable}`, [batchId])
}

async function count(sql: Sql, where: string, values: readonly unknown[]): Promise<Open> {
  const [open] = await sql.query<Open>(
    `select count(*)::int as links,
       coalesce(sum(link.amount_minor) filter (where not link.rehearsal), 0)::bigint as "totalMinor"
     from claim_link link where ${where}`,
    values,
  )
  if (open) return open
  throw new Error('bug: a count without a row')
}

export async function pause(tx: Sql, request: Request): Promise<Changed[]> {
  return await change(tx, request, 'link pause', 'paused_at = now()', 'and link.paused_at is null')
}

export async function resume(tx: Sql, request: Request): Promise<Changed[]> {
  return await change(tx, request, 'link resume', 'paused_at = null', 'and link.paused_at is not null')
}

export async function revoke(tx: Sql, request: Request): Promise<Changed[]> {
  return await change(tx, request, 'link revoke', 'revoked_at = now()', '')
}

/** Null lets them be claimed for as long as their campaign is open. */
export async function setExpiry(tx: Sql, request: Request, expiresAt: Date | null): Promise<Changed[]> {
  return await change(
    tx,
    request,
    'link extend',
    'expires_at = $4',
    'and link.expires_at is distinct from $4',
    expiresAt,
  )
}

/** Links that are claimed, revoked, not issued for good or so already stay as they are, and are left out of what is returned. */
async function change(
  tx: Sql,
  { campaignId, ids, actor }: Request,
  action: AuditAction,
  set: string,
  where: string,
  value?: Date | null,
): Promise<Changed[]> {
  const column = set.split(' ')[0] ?? ''
  return await tx.query<Changed>(
    `with earlier as (select link.id, link.${column} as before from claim_link link where ${unclaimed} ${where}),
     changed as (
       update claim_link link set ${set} from earlier where link.id = earlier.id
       returning link.id, link.reserved, link.amount_minor as "amountMinor", before, link.${column} as after),
     audited as (
       insert into audit_entry (actor, action, subject, detail)
       select $3, '${action}', id,
         jsonb_build_object('${column}', jsonb_build_object('before', before::text, 'after', after::text))
       from changed)
     select id, reserved, "amountMinor" from changed`,
    [campaignId, ids, actor, ...(value === undefined ? [] : [value])],
  )
}

export type Named = { readonly name: string; readonly id: string }

/** Links of the campaign that are not revoked, by the external ids that they carry. */
export async function findByExternalIds(
  sql: Sql,
  campaignId: string,
  externalIds: readonly string[],
): Promise<Named[]> {
  return await sql.query<Named>(
    `select external_id as name, id from claim_link
     where campaign_id = $1 and revoked_at is null and external_id = any($2::text[])`,
    [campaignId, externalIds],
  )
}

/** Links of the campaign by the beginnings of their ids; where several begin alike, each of them. */
export async function findByPrefixes(
  sql: Sql,
  campaignId: string,
  prefixes: readonly string[],
): Promise<Named[]> {
  return await sql.query<Named>(
    `select given.prefix as name, link.id from unnest($2::text[]) as given (prefix)
       join claim_link link on link.id between given.prefix and rpad(given.prefix, 26, 'Z')
     where link.campaign_id = $1`,
    [campaignId, prefixes],
  )
}

/**
 * The lines of a batch whose links take the place of these, each with the columns of its own list; those that are claimed,
 * revoked or not live are left out.
 */
export async function stageReplacements(
  tx: Sql,
  batchId: string,
  campaignId: string,
  ids: readonly string[],
): Promise<number> {
  const rows = await tx.query(
    `insert into link_row (batch_id, line, external_id, amount_minor, expires_at, original, replaces_id)
     select $3, row_number() over (order by link.external_id, link.id), link.external_id, link.amount_minor,
       link.expires_at,
       (select original from link_row where link_row.batch_id = link.batch_id and link_row.line = link.batch_line), link.id
     from claim_link link where ${unclaimed} and not link.rehearsal and not link.reserved
     returning line`,
    [campaignId, ids, batchId],
  )
  return rows.length
}

/** Gives a batch of replacements the columns of the lists that they come from, where all of these have the same. */
export async function keepColumns(tx: Sql, batchId: string): Promise<void> {
  await tx.query(
    `update link_batch set head = (
       select min(list.head) from link_row row join claim_link link on link.id = row.replaces_id
         left join link_batch list on list.id = link.batch_id
       where row.batch_id = $1
       having count(distinct list.head) = 1 and count(*) = count(list.head) and count(*) = count(row.original))
     where id = $1`,
    [batchId],
  )
}
