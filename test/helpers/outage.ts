/** The database of a test gone and back, or a replica for a while, until `end` is called. */
import pg from 'pg'
import type { Database } from '../../src/storage/database.ts'

export type Outage = { end(): Promise<void> }

/** Connections are cut and refused. */
export async function beginOutage(database: Database): Promise<Outage> {
  const alter = await cutOff(database, 'allow_connections false')
  return { end: () => alter('allow_connections true') }
}

/** Connections are cut, and new ones lead to a server that takes no writes; those lead there after the end as well. */
export async function beginReadOnly(database: Database): Promise<Outage> {
  const alter = await cutOff(database, 'set default_transaction_read_only = on')
  return { end: () => alter('reset default_transaction_read_only') }
}

/** Alters the database and cuts its connections; what alters it further comes back. */
async function cutOff(database: Database, change: string): Promise<(change: string) => Promise<void>> {
  const [row] = await database.query<{ name: string }>('select current_database() as name')
  const name = row?.name ?? ''
  const alter = (change: string) => admin(`alter database ${pg.escapeIdentifier(name)} ${change}`)
  await alter(change)
  await admin(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`)
  return alter
}

async function admin(text: string): Promise<void> {
  const client = new pg.Client(process.env.TEST_DATABASE_URL)
  await client.connect()
  await client.query(text)
  await client.end()
}
