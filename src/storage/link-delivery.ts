/** The links of a batch, made as its file is written: a part of them with each part of the file. */
import type { LinkBatch } from '../domain/link-batch.ts'
import type { Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

/** A file, and the newest one before it that was confirmed; 0 where none was. */
export type Begun = Pick<LinkBatch, 'delivery' | 'confirmedDelivery'>

/** Begins a file; any before it is no longer good. Undefined unless the batch may be delivered. */
export async function begin(tx: Sql, batchId: string): Promise<Begun | undefined> {
  const [begun] = await tx.query<Begun>(
    `update link_batch set state = 'issuing', delivery = delivery + 1, delivered = 0, left_out = 0,
       delivered_at = null
     where id = $1 and state in ('issuing', 'live')
     returning delivery, confirmed_delivery as "confirmedDelivery"`,
    [batchId],
  )
  return begun
}

/**
 * Counts lines that are gone through for the file; false when it is no longer good. Until the transaction ends it stays as it is. What a
 * power cut takes of it the end of the file and its confirmation, which wait for the disk, have not been written after.
 */
export async function advance(tx: Sql, { id, delivery }: Part, count: number): Promise<boolean> {
  const rows = await tx.query(
    `update link_batch set delivered = delivered + $3 from ${unsynced}
     where id = $1 and delivery = $2 and state = 'issuing' returning id`,
    [id, delivery, count],
  )
  return rows.length > 0
}

/** Counts lines that turned out not to be in the file; only after `advance`, in the same transaction. */
export async function leaveOut(tx: Sql, { id }: Part, count: number): Promise<void> {
  await tx.query('update link_batch set left_out = left_out + $2 where id = $1', [id, count])
}

/** The file is written to its end; false when it is no longer good. */
export async function complete(sql: Sql, { id, delivery }: Part): Promise<boolean> {
  const rows = await sql.query(
    `update link_batch set delivered_at = now() where id = $1 and delivery = $2 and state = 'issuing' returning id`,
    [id, delivery],
  )
  return rows.length > 0
}

export type Part = Pick<LinkBatch, 'id' | 'delivery'>

export type Made = { readonly line: number; readonly id: string }

/** Makes links for lines that nobody was ever able to claim, and forgets those of a file that nobody confirmed. */
export async function insertFresh(
  tx: Sql,
  { id, campaignId, delivery }: Part & Pick<LinkBatch, 'campaignId'>,
  made: readonly Made[],
): Promise<void> {
  const lines = made.map(({ line }) => line)
  if (delivery > 1)
    await tx.query('delete from claim_link where batch_id = $1 and batch_line between $2 and $3', [
      id,
      lines[0],
      lines.at(-1),
    ])
  await tx.query(
    `insert into claim_link (id, campaign_id, external_id, amount_minor, currency, expires_at, batch_id, batch_line,
       batch_delivery)
     select made.id, campaign.id, row.external_id, coalesce(row.amount_minor, campaign.amount_minor), currency,
       row.expires_at, $1, made.line, $3
     from unnest($4::int[], $5::text[]) as made (line, id) join campaign on campaign.id = $2
       left join link_row row on row.batch_id = $1 and row.line = made.line`,
    [id, campaignId, delivery, lines, made.map(link => link.id)],
  )
}

export type Replaced = {
  readonly line: number
  readonly externalId: string | null
  readonly amountMinor: number
  readonly expiresAt: Date | null
}

/**
 * Revokes what nobody has claimed of these lines and makes its successors, which are of the newest delivery. Lines that
 * are claimed or were revoked are left out of what is returned.
 */
export async function replaceUnclaimed(tx: Sql, part: Part, made: readonly Made[]): Promise<Replaced[]> {
  const lines = made.map(({ line }) => line)
  const ids = await lockUnclaimed(tx, part.id, lines)
  await tx.query('update claim_link set revoked_at = now() where id = any($1::text[])', [ids])
  return await tx.query<Replaced>(
    `with earlier as (
       select link.*, coalesce(row.line, link.batch_line) as line
       from claim_link link left join link_row row on row.batch_id = $1 and row.replaces_id = link.id
         and row.line = any($3::int[])
       where link.id = any($5::text[])),
     successor as (
       insert into claim_link (id, campaign_id, external_id, amount_minor, currency, expires_at, paused_at,
         replaces_id, batch_id, batch_line, batch_delivery)
       select made.id, earlier.campaign_id, earlier.external_id, earlier.amount_minor, earlier.currency,
         earlier.expires_at, earlier.paused_at, earlier.id, $1, made.line, $2
       from unnest($3::int[], $4::text[]) as made (line, id) join earlier on earlier.line = made.line
       returning batch_line as line, external_id as "externalId", amount_minor as "amountMinor",
         expires_at as "expiresAt")
     select * from successor order by line`,
    [part.id, part.delivery, lines, made.map(link => link.id), ids],
  )
}

/** First the locks, at most one of a chain, then the look: somebody may be claiming one of them. */
async function lockUnclaimed(tx: Sql, batchId: string, lines: readonly number[]): Promise<string[]> {
  const locked = await tx.query<{ id: string }>(
    `select id from claim_link
     where ((batch_id = $1 and batch_line = any($2::int[]))
         or id = any(array(select replaces_id from link_row where batch_id = $1 and line = any($2::int[]))))
       and revoked_at is null and not reserved and not rehearsal
       and not exists (select from deposit where claim_link_id = claim_link.id)
     order by id for no key update`,
    [batchId, lines],
  )
  const unclaimed = await tx.query<{ id: string }>(
    `select id from claim_link
     where id = any($1::text[]) and not exists (select from deposit where claim_link_id = claim_link.id)`,
    [locked.map(({ id }) => id)],
  )
  return unclaimed.map(({ id }) => id)
}

/** Deletes at most `most` links of a batch that were never to be claimed and succeed no other; how many. */
export async function deleteSome(tx: Sql, batchId: string, most: number): Promise<number> {
  const deleted = await tx.query(
    `delete from claim_link where id = any(array(
       select id from claim_link where batch_id = $1 limit $2)) returning id`,
    [batchId, most],
  )
  return deleted.length
}

export type Revoked = { readonly reserved: boolean; readonly amountMinor: number }

/** Revokes at most `most` links of a batch that nobody has claimed; those that it revoked. */
export async function revokeSome(tx: Sql, batchId: string, most: number): Promise<Revoked[]> {
  const locked = await tx.query<{ id: string }>(
    `select id from claim_link where batch_id = $1 and revoked_at is null
       and not exists (select from deposit where claim_link_id = claim_link.id)
     order by id limit $2 for no key update`,
    [batchId, most],
  )
  return await tx.query<Revoked>(
    `update claim_link set revoked_at = now()
     where id = any($1::text[]) and not exists (select from deposit where claim_link_id = claim_link.id)
     returning reserved, amount_minor as "amountMinor"`,
    [locked.map(row => row.id)],
  )
}
