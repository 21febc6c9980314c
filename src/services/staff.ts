/**
 * The way in for the staff: a one-time link, which somebody who may invite makes. There is no password; only hashes of
 * what opens something are kept.
 */
import { DomainError } from '../domain/errors.ts'
import { parseMemberName, type Role, type Staff } from '../domain/staff.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as members from '../storage/staff.ts'
import type { Context } from './context.ts'
import { type By, insertMember, lockActor, lockMember } from './staff-member.ts'
import { beginSession, hashOf } from './staff-session.ts'

type Parts = Pick<Context, 'database' | 'randomBytes'>

export type Invitation = {
  readonly role: Role
  /** Null lets whoever uses the link say their own name. */
  readonly name: string | null
  readonly by: By
}

/**
 * A sign-in link, good once within 15 minutes, for a new member or for one who has this role already. Throws `conflict`
 * for a member with another role, because an invitation must take nothing from anybody unasked, and where `by` is no
 * operator any more.
 */
export async function invite(
  context: Parts & Pick<Context, 'publicUrl'>,
  { role, name, by }: Invitation,
): Promise<string> {
  const secret = context.randomBytes(32).toString('base64url')
  const named = name === null ? null : parseMemberName(name)
  await context.database.transaction(async tx => {
    const actor = await lockActor(tx, by)
    const staffId = named === null ? null : await invited(context, tx, { name: named, role })
    await members.insertLink(tx, hashOf(secret), { staffId, role }, actor)
    const subject = staffId ?? 'a new member'
    await audit.append(tx, { actor, action: 'staff invite', subject, detail: { name: named, role } })
  })
  return `${context.publicUrl}/admin/enter/${secret}`
}

/** The id of the member of this name, who has this role. */
async function invited(context: Parts, tx: Sql, { name, role }: Omit<Staff, 'id'>): Promise<string> {
  // Made first and looked for then: of two who invite the same new member at once, the second finds the one of the first.
  const made = await insertMember(context, tx, { name, role })
  if (made) return made.id
  const known = await members.findByName(tx, name)
  if (!known) throw new DomainError('conflict', `name: the member "${name}" is being removed; try once more`)
  const { member } = await lockMember(tx, known.id)
  if (member.role === role) return known.id
  throw new DomainError(
    'conflict',
    `name: ${member.name} is a member already, as ${member.role}; “Change” beside the name (“staff role”) gives another role`,
  )
}

/** What the link offers, which asking does not use up; undefined when it is no longer good. */
export async function findInvitation(
  { database }: Pick<Context, 'database'>,
  secret: string,
): Promise<members.Link | undefined> {
  return await members.findLink(database, hashOf(secret))
}

export type Entering = {
  /** Counts only where the link names nobody. */
  readonly name: string
  /** The cookie that the browser has; empty when it has none. */
  readonly cookie: string
}

/**
 * Uses the link up and returns what the browser's cookie holds; undefined when the link is no longer good. Throws
 * `invalid-input` when the name is none or taken: the link is then still good.
 */
export async function signIn(
  context: Parts,
  secret: string,
  { name, cookie }: Entering,
): Promise<string | undefined> {
  return await context.database.transaction(async tx => {
    const link = await members.useLink(tx, hashOf(secret))
    if (!link) return undefined
    const member = link.staffId
      ? await members.find(tx, link.staffId)
      : await newMember(context, tx, { name: parseMemberName(name), role: link.role })
    return member && (await beginSession(context, tx, member, { through: 'sign-in link', replaces: cookie }))
  })
}

async function newMember(context: Parts, tx: Sql, member: Omit<Staff, 'id'>): Promise<Staff> {
  const made = await insertMember(context, tx, member)
  if (made) return made
  throw new DomainError('invalid-input', 'name: somebody has it already; ask for a sign-in link made for you')
}
