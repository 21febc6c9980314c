/** The whole record for outside checks: every claim link, deposit and attempt as plain rows, in a stable order. */
import { toDecimal } from '../domain/money.ts'
import * as records from '../storage/export.ts'
import type { Context } from './context.ts'

type ExportedRow = Readonly<Record<string, unknown>> & {
  readonly type: 'claim-link' | 'deposit' | 'attempt'
}

/** Reads page by page, so that a million links pass through little memory. */
export async function* exportRows({ database }: Pick<Context, 'database'>): AsyncGenerator<ExportedRow> {
  for await (const row of records.claimLinks(database))
    yield { type: 'claim-link', ...row, amount: toDecimal(row) }
  for await (const row of records.deposits(database))
    yield { type: 'deposit', ...row, amount: toDecimal(row) }
  for await (const row of records.attempts(database)) yield { type: 'attempt', ...row }
}
