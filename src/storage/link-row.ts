/** What batches are made of: the lines of their files, staged as they come, and what was wrong with them. */
import type { LineProblem } from '../domain/link-batch.ts'
import { copyLine } from './copy.ts'
import type { Loading, Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

export type StagedRow = {
  readonly line: number
  readonly externalId: string | null
  readonly amountMinor: number
  readonly expiresAt: Date | null
  readonly original: string | null
}

/** A row as `stage` takes it. */
export function stagedLine(
  batchId: string,
  { line, externalId, amountMinor, expiresAt, original }: StagedRow,
): string {
  return copyLine([batchId, line, externalId, amountMinor, expiresAt, original])
}

/** Without waiting for the disk: the end of the file does, and nothing of it counts before. */
export async function stage(tx: Loading, lines: readonly string[]): Promise<void> {
  await tx.query(`select ${unsynced}`)
  await tx.copy(
    'copy link_row (batch_id, line, external_id, amount_minor, expires_at, original) from stdin',
    [lines.join('')],
  )
}

/** Lines after the given one, in their order. */
export async function listAfter(sql: Sql, batchId: string, line: number, most: number): Promise<StagedRow[]> {
  return await sql.query<StagedRow>(
    `select line, external_id as "externalId", amount_minor as "amountMinor", expires_at as "expiresAt", original
     from link_row where batch_id = $1 and line > $2 order by line limit $3`,
    [batchId, line, most],
  )
}

export type KeptProblem = LineProblem & {
  /** The line as it was given; null where it could not be read. */
  readonly original: string | null
}

/** `first` is the number of the first of them, from 1. */
export async function insertProblems(
  tx: Sql,
  batchId: string,
  first: number,
  problems: readonly KeptProblem[],
): Promise<void> {
  if (problems.length === 0) return
  const column = <Key extends keyof KeptProblem>(key: Key) => problems.map(problem => problem[key])
  await tx.query(
    `insert into link_problem (batch_id, number, line, column_name, reason, original)
     select $1, $2 + ordinality - 1, line, column_name, reason, original
     from unnest($3::int[], $4::text[], $5::text[], $6::text[]) with ordinality
       as given (line, column_name, reason, original, ordinality)`,
    [batchId, first, column('line'), column('column'), column('reason'), column('original')],
  )
}

export async function listProblems(sql: Sql, batchId: string, most: number): Promise<KeptProblem[]> {
  return await sql.query<KeptProblem>(
    `select line, column_name as column, reason, original from link_problem
     where batch_id = $1 order by line, number limit $2`,
    [batchId, most],
  )
}

/** Removes some rows of live batches whose campaign closed 30 days ago, so that nobody needs their file again. */
export async function removeOutlived(sql: Sql): Promise<void> {
  await sql.query(
    `delete from link_row where ctid = any(array(
       select link_row.ctid from link_batch join campaign on campaign.id = campaign_id
         join link_row on link_row.batch_id = link_batch.id
       where link_batch.state in ('live', 'issuing') and closes_at < now() - interval '30 days' limit 20000))`,
  )
}

/** Removes the lines of some files that were refused 30 days ago: whoever wanted to mend them has done so. */
export async function removeOldProblems(sql: Sql): Promise<void> {
  await sql.query(
    `delete from link_problem where ctid = any(array(
       select link_problem.ctid from link_batch join link_problem on batch_id = id
       where created_at < now() - interval '30 days' limit 20000))`,
  )
}

/** Removes at most `most` rows of the batch and tells how many. */
export async function removeSome(tx: Sql, batchId: string, most: number): Promise<number> {
  const rows = await tx.query(
    `delete from link_row where ctid = any(array(
       select ctid from link_row where batch_id = $1 limit $2)) returning 1 as one`,
    [batchId, most],
  )
  return rows.length
}
