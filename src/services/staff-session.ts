/** Sessions of the staff: what the cookie of a browser stands for, from sign-in to sign-out, both in the audit. */
import { createHash } from 'node:crypto'
import type { Staff } from '../domain/staff.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as sessions from '../storage/staff-session.ts'
import type { Context } from './context.ts'

export type Begun = {
  /** What let them in, for the audit. */
  readonly through: string
  /** The cookie that the browser had; its session ends, so that none stays open behind the new one. */
  readonly replaces: string
}

/** Signs the member in, in the caller's transaction, and returns what the browser's cookie holds: always a new secret. */
export async function beginSession(
  { randomBytes }: Pick<Context, 'randomBytes'>,
  tx: Sql,
  { id, name }: Pick<Staff, 'id' | 'name'>,
  { through, replaces }: Begun,
): Promise<string> {
  const cookie = randomBytes(32).toString('base64url')
  await sessions.remove(tx, hashOf(replaces))
  await sessions.insert(tx, hashOf(cookie), id)
  await audit.append(tx, { actor: name, action: 'staff sign-in', subject: id, detail: { through } })
  return cookie
}

/** Who is signed in with this cookie; undefined when nobody is. */
export async function findSignedIn(
  { database }: Pick<Context, 'database'>,
  cookie: string,
): Promise<Staff | undefined> {
  if (cookie === '') return undefined
  const found = await sessions.find(database, hashOf(cookie))
  if (!found) return undefined
  const { stale, ...staff } = found
  if (stale) await sessions.touch(database, hashOf(cookie))
  return staff
}

export async function signOut({ database }: Pick<Context, 'database'>, cookie: string): Promise<void> {
  await database.transaction(async tx => {
    const ended = await sessions.remove(tx, hashOf(cookie))
    if (!ended) return
    const { id: subject, name: actor } = ended
    await audit.append(tx, { actor, action: 'staff sign-out', subject, detail: {} })
  })
}

/** What is kept of a secret that opens something. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(`staff:${secret}`).digest()
}
