/**
 * Browser sessions, keyed by the SHA-256 of the session id, so that the table opens no session. Idle and absolute limits
 * are kept here, in database time. A session is written with the sign-in that begins in it or renews it, and read by the
 * statement that reads what a page shows.
 */
import { hash } from 'node:crypto'
import type { Sql } from './database.ts'

export const idleLimit = "interval '15 minutes'"
const absoluteLimit = "interval '1 hour'"
const live = `expires_at > now() and created_at > now() - ${absoluteLimit}`

/** What the database and `sign_in` rows know a session id by. */
export function sessionHash(sessionId: string): Buffer {
  return hash('sha256', sessionId, 'buffer')
}

/** Who signed in last, as 32 bytes in base64url; and whether it is time to `touch`. */
const columns = `id_hash, decode(translate(content->>'person', '-_', '+/') || '=', 'base64') as person,
  expires_at < now() + ${idleLimit} - interval '1 minute' as stale`

/** The sessions that have not ended, for a statement that joins what it reads with the visitor's. */
export const sessions = `(select ${columns} from browser_session where ${live})`

/** Whether the session with the hash `parameter` has not ended. */
export function isAlive(parameter: `$${number}`): string {
  return `exists (select from browser_session where id_hash = ${parameter} and ${live})`
}

/** Moves the idle limit; whoever reads does so where the session is stale, so that a page is not a write each time. */
export async function touch(sql: Sql, idHash: Buffer): Promise<void> {
  await sql.query(
    `update browser_session set expires_at = now() + ${idleLimit} where id_hash = $1 and ${live}`,
    [idHash],
  )
}

export async function remove(sql: Sql, sessionId: string): Promise<void> {
  await sql.query('delete from browser_session where id_hash = $1', [sessionHash(sessionId)])
}

export async function removeExpired(sql: Sql): Promise<void> {
  await sql.query(
    `delete from browser_session where expires_at <= now() or created_at <= now() - ${absoluteLimit}`,
  )
}
