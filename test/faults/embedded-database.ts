/** The embedded database of an installation that runs, for what no page or command can do: move time. */
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { openEmbedded } from '../../src/storage/embedded/server.ts'
import type { Scope } from '../helpers/program.ts'
import type { Installation } from './installation.ts'

/** Hands it to `work`, and lets go of it afterwards, however that ends. */
export async function inDatabase(
  scope: Scope,
  { dir }: Installation,
  work: (database: Database) => Promise<unknown>,
): Promise<void> {
  const server = await openEmbedded(dir, { durable: true })
  scope.after(() => server.close())
  const database = await openDatabase({ current: () => server.connection })
  try {
    await work(database)
  } finally {
    await database.close()
    await server.close()
  }
}
