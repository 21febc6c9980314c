/** Batches of claim links: row to domain and back, and each step from order to live. */
import type { BatchKind, BatchState, LinkBatch } from '../domain/link-batch.ts'
import type { Sql } from './database.ts'

const columns = `id, campaign_id as "campaignId", kind, state, made_by as "madeBy", file_name as "fileName", head, lines,
  present, problems, delivery, delivered, left_out as "leftOut", delivered_at as "deliveredAt", confirmed_delivery as "confirmedDelivery",
  created_at as "createdAt"`

/** A file that grows by nothing for so long is received by nobody any more. */
const lease = "now() + interval '60 seconds'"

export type NewBatch = Pick<LinkBatch, 'id' | 'campaignId' | 'madeBy' | 'fileName'> & {
  readonly kind: BatchKind
  readonly lines: number
}

/** One that a file is received for, or one whose links may be issued at once. */
export async function insert(sql: Sql, batch: NewBatch, state: 'receiving' | 'issuing'): Promise<void> {
  await sql.query(
    `insert into link_batch (id, campaign_id, kind, state, made_by, file_name, lines, leased_until)
     values ($1, $2, $3, $4, $5, $6, $7, case $4::text when 'receiving' then ${lease} end)`,
    [batch.id, batch.campaignId, batch.kind, state, batch.madeBy, batch.fileName, batch.lines],
  )
}

export async function find(sql: Sql, id: string): Promise<LinkBatch | undefined> {
  const [row] = await sql.query<LinkBatch>(`select ${columns} from link_batch where id = $1`, [id])
  return row
}

/** The batch with its row locked; undefined while its file is being checked, which takes longer than anybody waits. */
export async function lock(tx: Sql, id: string): Promise<LinkBatch | undefined> {
  const [free] = await tx.query<LinkBatch>(
    `select ${columns} from link_batch where id = $1 and state = 'checking' for no key update skip locked`,
    [id],
  )
  if (free) return free
  const [row] = await tx.query<LinkBatch>(
    `select ${columns} from link_batch where id = $1 and state <> 'checking' for no key update`,
    [id],
  )
  return row
}

/** Newest first: `most` after the batch with the id `after`, from the first on where that is null; all where `most` is. */
export async function list(
  sql: Sql,
  { campaignId, after, most }: { readonly campaignId: string } & BatchesAsked,
): Promise<LinkBatch[]> {
  return await sql.query<LinkBatch>(
    `select ${columns} from link_batch
     where campaign_id = $1
       and ($2::text is null or (created_at, id) < (select created_at, id from link_batch last where last.id = $2))
     order by created_at desc, id desc limit $3`,
    [campaignId, after, most],
  )
}

export type BatchesAsked = { readonly after: string | null; readonly most: number | null }

/** Those that wait for their file or for its confirmation, the oldest first, at most ten. */
export async function listOpen(sql: Sql, campaignId: string): Promise<LinkBatch[]> {
  return await sql.query<LinkBatch>(
    `select ${columns} from link_batch where campaign_id = $1 and state = 'issuing' order by created_at, id limit 10`,
    [campaignId],
  )
}

export type Received = { readonly id: string; readonly lines: number; readonly problems: number }

/** Says how much of a file is there; false when nobody wants it any more. */
export async function receive(tx: Sql, { id, lines, problems }: Received): Promise<boolean> {
  const rows = await tx.query(
    `update link_batch set lines = $2, problems = $3, leased_until = ${lease}
     where id = $1 and state = 'receiving' returning id`,
    [id, lines, problems],
  )
  return rows.length > 0
}

export type Arrived = Received & {
  readonly head: string | null
  /** It could be read to its end. */
  readonly whole: boolean
}

/** The file is here, to be checked further or refused at once; false when nobody wants it any more. */
export async function completeFile(tx: Sql, { id, lines, problems, head, whole }: Arrived): Promise<boolean> {
  const rows = await tx.query(
    `update link_batch set lines = $2, problems = $3, head = $4, leased_until = null,
       state = case when $5::boolean then 'checking' else 'refused' end, untidy = not $5::boolean
     where id = $1 and state = 'receiving' returning id`,
    [id, lines, problems, head, whole],
  )
  return rows.length > 0
}

/** Batches whose file nobody receives any more. */
export async function listAbandoned(sql: Sql): Promise<LinkBatch[]> {
  return await sql.query<LinkBatch>(
    `select ${columns} from link_batch where state = 'receiving' and leased_until < now() limit 100`,
  )
}

/**
 * The oldest whose file is to be checked, but for these, locked while a transaction lasts; undefined when there is none
 * that nobody checks.
 */
export async function lockUnchecked(tx: Sql, except: readonly string[]): Promise<LinkBatch | undefined> {
  const [row] = await tx.query<LinkBatch>(
    `select ${columns} from link_batch where state = 'checking' and id <> all($1::text[]) order by created_at limit 1
     for no key update skip locked`,
    [except],
  )
  return row
}

export type Checked = Pick<LinkBatch, 'id' | 'lines' | 'present' | 'problems'> & {
  readonly state: Extract<BatchState, 'refused' | 'unneeded' | 'issuing'>
}

export async function recordCheck(tx: Sql, { id, lines, present, problems, state }: Checked): Promise<void> {
  await tx.query(
    `update link_batch set lines = $2, present = $3, problems = $4, state = $5, untidy = $5::text <> 'issuing'
     where id = $1`,
    [id, lines, present, problems, state],
  )
}

/** Its newest file has arrived, so its links can be claimed from here on; false where that was said already, or it is another file. */
export async function confirm(tx: Sql, id: string, delivery: number): Promise<boolean> {
  const rows = await tx.query(
    `update link_batch set state = 'live', confirmed_delivery = delivery
     where id = $1 and state = 'issuing' and delivery = $2 and delivered_at is not null returning id`,
    [id, delivery],
  )
  return rows.length > 0
}

/** None of its links can be claimed from here on. */
export async function withdraw(tx: Sql, id: string): Promise<void> {
  await tx.query(
    `update link_batch set state = 'withdrawn', leased_until = null, untidy = true where id = $1`,
    [id],
  )
}

/** The oldest that left something behind, locked; undefined when there is none that nobody tidies. */
export async function lockUntidy(tx: Sql): Promise<LinkBatch | undefined> {
  const [row] = await tx.query<LinkBatch>(
    `select ${columns} from link_batch where untidy order by created_at limit 1 for no key update skip locked`,
  )
  return row
}

export async function setTidy(tx: Sql, id: string): Promise<void> {
  await tx.query('update link_batch set untidy = false where id = $1', [id])
}
