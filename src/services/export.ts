/**
 * The whole record for outside checks: every campaign, claim link, deposit, attempt, event and checkpoint as plain rows,
 * in a stable order and as of one moment; before them the database that they are of, and after them how many rows there
 * were, by which a file that was cut is noticed.
 */
import { toDecimal } from '../domain/money.ts'
import * as campaigns from '../storage/campaign.ts'
import * as checkpoints from '../storage/checkpoint.ts'
import type { Sql } from '../storage/database.ts'
import * as records from '../storage/export.ts'
import { databaseId } from '../storage/installation.ts'
import type { Context } from './context.ts'
import type { RowType } from './export-row.ts'

type ExportedRow = Readonly<Record<string, unknown>> & {
  readonly type: RowType
}

/** Hands on row by row, so that a million links pass through little memory, at the pace of `write`. */
export async function exportRows(
  { database }: Pick<Context, 'database'>,
  write: (row: ExportedRow) => Promise<void>,
): Promise<void> {
  await database.snapshot(async sql => {
    let count = 0
    for await (const row of rows(sql)) {
      await write(row)
      count++
    }
    await write({ type: 'end', rows: count })
  })
}

async function* rows(sql: Sql): AsyncGenerator<ExportedRow> {
  yield { type: 'database', id: await databaseId(sql) }
  const places = new Map((await records.places(sql)).map(({ name, ...place }) => [name, place]))
  for (const row of await campaigns.list(sql))
    yield { type: 'campaign', ...row, ...places.get(row.partnerAccount) }
  for await (const row of records.claimLinks(sql))
    yield { type: 'claim-link', ...row, amount: toDecimal(row) }
  for await (const row of records.deposits(sql)) yield { type: 'deposit', ...row, amount: toDecimal(row) }
  for await (const row of records.attempts(sql)) yield { type: 'attempt', ...row }
  for await (const row of records.events(sql)) yield { type: 'event', ...row }
  for await (const row of checkpoints.list(sql)) yield { type: 'checkpoint', ...row }
}
