/** A staged file against itself and against what its campaign has already: a million lines are compared here, not in memory. */
import { keptProblems } from '../domain/link-batch.ts'
import { notAbandoned } from './claim-link.ts'
import type { Sql } from './database.ts'
import { takeTime } from './reconciliation.ts'

/** Files of one campaign are checked one after the other, so that the second of two equal ones sees the first. */
export async function begin(tx: Sql, campaignId: string): Promise<void> {
  await takeTime(tx)
  await tx.query("set local lock_timeout = 0; set local work_mem = '64MB'")
  await tx.query('select pg_advisory_xact_lock(7100230, hashtext($1))', [campaignId])
}

/** A million rows that came this minute are unknown to the planner otherwise. In a transaction its lock would last until the end. */
export async function analyze(sql: Sql): Promise<void> {
  await sql.query('analyze link_row')
}

/** Notes each line whose external id a line before it has; how many there are. */
export async function noteRepeated(tx: Sql, batchId: string): Promise<number> {
  return await note(
    tx,
    batchId,
    `select row.line, 'is on line ' || repeated.line || ' already' as reason, row.original
     from (select external_id collate "C" as external_id, min(line) as line from link_row
           where batch_id = $1 group by 1 having count(*) > 1) repeated
       join link_row row on row.external_id = repeated.external_id and row.line > repeated.line
     where row.batch_id = $1`,
  )
}

/** Notes each line whose external id has a link of another amount; how many there are. */
export async function noteChanged(tx: Sql, batchId: string): Promise<number> {
  return await note(
    tx,
    batchId,
    `select row.line, 'has a link of another amount already; revoke that one first, or leave the line out' as reason,
       row.original
     from link_row row join (${takenHere}) taken on taken.external_id = row.external_id
     where row.batch_id = $1 and taken.amount_minor <> row.amount_minor`,
  )
}

/** Forgets each line whose external id has a link of the same amount; how many there were. */
export async function dropPresent(tx: Sql, batchId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `with dropped as (
       delete from link_row row using (${takenHere}) taken
       where row.batch_id = $1 and taken.external_id = row.external_id returning 1)
     select count(*) as count from dropped`,
    [batchId],
  )
  return row?.count ?? 0
}

/** Of the batch's campaign: what has a link, and what will have one when the file of another batch is made. */
const takenHere = `
  select link.external_id, link.amount_minor from claim_link link join link_batch own on own.campaign_id = link.campaign_id
  where own.id = $1 and link.external_id is not null and link.revoked_at is null
  union
  select link_row.external_id, link_row.amount_minor from link_row join link_batch on link_batch.id = link_row.batch_id
    join link_batch own on own.campaign_id = link_batch.campaign_id
  where own.id = $1 and link_batch.id <> own.id and link_batch.state = 'issuing' and link_batch.confirmed_delivery = 0
    and link_row.external_id is not null and ${notAbandoned}`

async function note(tx: Sql, batchId: string, found: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `with found as materialized (${found}),
     kept as (select coalesce(max(number), 0) as last from link_problem where batch_id = $1),
     noted as (
       insert into link_problem (batch_id, number, line, column_name, reason, original)
       select $1, kept.last + row_number() over (order by line), line, 'external_id', reason, original
       from (select * from found order by line limit $2) found, kept where kept.last < $2)
     select count(*) as count from found`,
    [batchId, keptProblems],
  )
  return row?.count ?? 0
}
