/**
 * The staff: a one-time link lets somebody in, a cookie keeps them signed in. There is no password; only hashes of what
 * opens something are kept.
 */
import { createHash } from 'node:crypto'
import { parseActor } from '../domain/audit.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import { DomainError } from '../domain/errors.ts'
import type { Role, Staff } from '../domain/staff.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as members from '../storage/staff.ts'
import * as sessions from '../storage/staff-session.ts'
import type { Context } from './context.ts'

type Parts = Pick<Context, 'database' | 'randomBytes'>

export type Invitation = {
  readonly role: Role
  /** Null lets whoever uses the link say their own name. */
  readonly name: string | null
  /** Who invites, for the audit. */
  readonly by: string
}

/** A sign-in link, good once within 15 minutes. A member of that name gets the role; otherwise one is made. */
export async function invite(
  context: Parts & Pick<Context, 'publicUrl'>,
  { role, name, by }: Invitation,
): Promise<string> {
  const secret = context.randomBytes(32).toString('base64url')
  const named = name === null ? null : parseActor(name)
  await context.database.transaction(async tx => {
    const staffId = named === null ? null : await memberNamed(context, tx, { name: named, role })
    await members.insertLink(tx, hashOf(secret), { staffId, role })
    const subject = staffId ?? 'a new member'
    await audit.append(tx, {
      actor: parseActor(by),
      action: 'staff invite',
      subject,
      detail: { name: named, role },
    })
  })
  return `${context.publicUrl}/admin/enter/${secret}`
}

/** What the link offers, which asking does not use up; undefined when it is no longer good. */
export async function findInvitation(
  { database }: Pick<Context, 'database'>,
  secret: string,
): Promise<members.Link | undefined> {
  return await members.findLink(database, hashOf(secret))
}

/**
 * Uses the link up and returns what the browser's cookie holds; undefined when the link is no longer good. `name` counts
 * only where the link names nobody. Throws `invalid-input` when it is no name or taken: the link is then still good.
 */
export async function signIn(context: Parts, secret: string, name: string): Promise<string | undefined> {
  const cookie = context.randomBytes(32).toString('base64url')
  return await context.database.transaction(async tx => {
    const link = await members.useLink(tx, hashOf(secret))
    if (!link) return undefined
    const staffId = link.staffId ?? (await newMember(context, tx, { name: parseName(name), role: link.role }))
    await sessions.insert(tx, hashOf(cookie), staffId)
    return cookie
  })
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
  await sessions.remove(database, hashOf(cookie))
}

async function memberNamed(context: Parts, tx: Sql, { name, role }: Omit<Staff, 'id'>): Promise<string> {
  const known = await members.findByName(tx, name)
  if (!known) return await newMember(context, tx, { name, role })
  await members.setRole(tx, known.id, role)
  return known.id
}

async function newMember({ randomBytes }: Parts, tx: Sql, member: Omit<Staff, 'id'>): Promise<string> {
  const id = encodeCrockford(randomBytes(8), 10)
  if (await members.insert(tx, { ...member, id })) return id
  throw new DomainError('invalid-input', 'name: somebody has it already; ask for a sign-in link made for you')
}

function parseName(text: string): string {
  try {
    return parseActor(text)
  } catch (cause) {
    throw new DomainError('invalid-input', 'name: must have 1 to 80 characters', { cause })
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(`staff:${secret}`).digest()
}
