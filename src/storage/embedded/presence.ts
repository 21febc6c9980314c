/**
 * The presence connection: each program keeps one open to the embedded PostgreSQL for as long as it lives, so that
 * the server itself knows who is there and a killed program is gone at once. Starting and stopping are not here.
 */
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { readPassword, SUPERUSER } from './cluster.ts'

export type Connection = {
  host: string
  port: number
  user: string
  password: string
  database: string
  ssl: false
}

export const DATABASE = 'login_and_receive'

const PRESENT = 'login-and-receive'
const LEAVING = 'login-and-receive leaving'

/** Crash recovery of an ordinary day's work takes a second or two. */
const READY_WAIT_MS = 30_000
const CONNECT_TIMEOUT_MS = 5_000
const POLL_MS = 20

/** A pool that was just closed still shows for some milliseconds. */
const LINGER_MS = 1_000

export function connectionTo(dir: string, port: number, database: string): Connection {
  return { host: '127.0.0.1', port, user: SUPERUSER, password: readPassword(dir), database, ssl: false }
}

/**
 * The presence connection of this program as soon as the server accepts it, through crash recovery if need be;
 * null once `isAlive` denies. That the server proves knowledge of the password (SCRAM, RFC 5802) shows it is ours.
 */
export async function connectPresence(
  connection: Connection,
  isAlive: () => boolean,
): Promise<Client | null> {
  const deadline = performance.now() + READY_WAIT_MS
  while (isAlive()) {
    const attempt = await tryConnect(connection)
    if (attempt instanceof Client) return attempt
    if (performance.now() > deadline) {
      throw new Error(`PostgreSQL on port ${connection.port} was not ready within 30 seconds`, {
        cause: attempt,
      })
    }
    await setTimeout(POLL_MS)
  }
  return null
}

/** Makes the service's database where a first start was killed before it could, or on the first start. */
export async function ensureDatabase(presence: Client): Promise<void> {
  const found = await presence.query('select from pg_database where datname = $1', [DATABASE])
  if (found.rowCount === 0) await presence.query(`create database ${DATABASE}`)
}

/**
 * Announces that this program leaves and tells whether it was the last. Call under the lock of DATA_DIR: the
 * announcement keeps the next one out from waiting for a connection that is about to close. A program that is
 * present decides at once; other clients, such as psql, get a moment to go.
 */
export async function leave(presence: Client): Promise<'last' | 'others remain'> {
  await presence.query(`set application_name = '${LEAVING}'`)
  const deadline = performance.now() + LINGER_MS
  for (;;) {
    const { present, clients } = await countOthers(presence)
    if (clients === 0) return 'last'
    if (present > 0 || performance.now() > deadline) return 'others remain'
    await setTimeout(POLL_MS)
  }
}

async function tryConnect(connection: Connection): Promise<Client | unknown> {
  const client = new Client({
    ...connection,
    application_name: PRESENT,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on('error', () => {}) // the end of the connection, which follows, is what its owner listens to
  try {
    await client.connect()
    return client
  } catch (error) {
    return error
  }
}

async function countOthers(presence: Client): Promise<{ present: number; clients: number }> {
  const { rows } = await presence.query<{ present: number; clients: number }>(
    `select count(*) filter (where application_name = $1 and datname = current_database())::int as present,
            count(*)::int as clients
       from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $2`,
    [PRESENT, LEAVING],
  )
  return rows[0] ?? { present: 0, clients: 0 }
}
