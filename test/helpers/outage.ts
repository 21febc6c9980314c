/** The database of a test gone and back: connections are cut and refused until `end` is called. */
import pg from 'pg'
import type { Database } from '../../src/storage/database.ts'

export async function beginOutage(database: Database): Promise<{ end(): Promise<void> }> {
  const [row] = await database.query<{ name: string }>('select current_database() as name')
  const name = pg.escapeIdentifier(row?.name ?? '')
  await admin(`alter database ${name} allow_connections false`)
  await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${row?.name}'`)
  return { end: () => admin(`alter database ${name} allow_connections true`) }
}

async function admin(text: string): Promise<void> {
  const client = new pg.Client(process.env.TEST_DATABASE_URL)
  await client.connect()
  await client.query(text)
  await client.end()
}
