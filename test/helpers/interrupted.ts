/** Two pieces of work that meet in the database: the second begins while the first is in the middle of its transaction. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../src/services/context.ts'
import type { Transaction } from '../../src/storage/database.ts'
import type { TestService } from './service.ts'

/**
 * A context whose first transaction stops after so many queries, until `meanwhile` waits for one of its locks or is over;
 * and how `meanwhile` ended.
 */
export function interrupted(
  { context, database }: TestService,
  queries: number,
  meanwhile: () => Promise<unknown>,
): { readonly context: Context; readonly other: Promise<unknown> } {
  const begun = Promise.withResolvers<void>()
  const other = begun.promise.then(meanwhile)
  // Whoever asks how it ended is told then.
  other.catch(() => {})
  let count = 0
  const stop = async () => {
    if (++count !== queries) return
    begun.resolve()
    let over = false
    void other.catch(() => {}).then(() => (over = true))
    while (!over && (await database.query(waits)).length === 0) await sleep(5)
  }
  const stopping = (tx: Transaction): Transaction => ({
    ...tx,
    query: async (text, values) => {
      const rows = await tx.query(text, values)
      await stop()
      return rows as never
    },
  })
  const slow: Context['database'] = {
    ...context.database,
    transaction: work => context.database.transaction(tx => work(stopping(tx))),
  }
  return { context: { ...context, database: slow }, other }
}

const waits = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
