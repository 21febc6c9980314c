/**
 * Browser sessions for express-session, keyed by the SHA-256 of the session id, so that the table opens no
 * session. Idle and absolute limits are kept here, in database time. A session is written with the sign-in that begins
 * in it or renews it.
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

/** The session's content. Reading moves the idle limit, at most once a minute, so that a page is not a write each time. */
export async function find(sql: Sql, sessionId: string): Promise<object | undefined> {
  const idHash = sessionHash(sessionId)
  const [row] = await sql.query<{ content: object; stale: boolean }>(
    `select content, expires_at < now() + ${idleLimit} - interval '1 minute' as stale
     from browser_session where id_hash = $1 and ${live}`,
    [idHash],
  )
  if (row?.stale) await touch(sql, idHash)
  return row?.content
}

async function touch(sql: Sql, idHash: Buffer): Promise<void> {
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
