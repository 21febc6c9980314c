/** Who belongs to the staff: who there is, what each may do, and letting one go. It all takes effect at once. */
import { changesOf, isSamePerson, parseActor } from '../domain/audit.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import { DomainError } from '../domain/errors.ts'
import type { Role, Staff } from '../domain/staff.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import type { Member } from '../storage/staff.ts'
import * as members from '../storage/staff.ts'
import type { Context } from './context.ts'

export type { Member } from '../storage/staff.ts'

/** Oldest first. */
export async function listMembers({ database }: Pick<Context, 'database'>): Promise<Member[]> {
  return await members.list(database)
}

/** By the id, for which any text may be given; undefined for somebody who was removed. */
export async function findMember(
  { database }: Pick<Context, 'database'>,
  id: string,
): Promise<Member | undefined> {
  return isMemberId(id) ? await members.find(database, id) : undefined
}

/** By the name, however it is spelled in capitals. Throws `not-found`. */
export async function getMember({ database }: Pick<Context, 'database'>, name: string): Promise<Member> {
  const member = await members.findByName(database, name.trim())
  if (member) return member
  throw new DomainError('not-found', `member: there is nobody called "${name}"; "staff list" shows all`)
}

/** Who acts: a member, who must still be an operator when it counts, or the word of somebody who is not signed in. */
export type By = Staff | string

/**
 * Also where they are signed in. Throws `not-found`, and `conflict` for oneself, for the last operator, for a member
 * whose role the sign-in provider decides, and where `by` is no operator any more.
 */
export async function changeRole(
  { database }: Pick<Context, 'database'>,
  id: string,
  role: Role,
  by: By,
): Promise<Member> {
  return await database.transaction(async tx => {
    const actor = await lockActor(tx, by)
    const { member, isLastOperator } = await lockMember(tx, id)
    await setRole(tx, { member, isLastOperator }, role, actor)
    return { ...member, role }
  })
}

/** Ends what the member has open, unused links of theirs included. Throws `not-found`, and `conflict` as above. */
export async function removeMember(
  { database }: Pick<Context, 'database'>,
  id: string,
  by: By,
): Promise<Member> {
  return await database.transaction(async tx => {
    const actor = await lockActor(tx, by)
    const { member, isLastOperator } = await lockMember(tx, id)
    refuse(isSamePerson(actor, member.name), 'nobody removes themselves; ask another operator')
    refuse(isLastOperator, 'this is the last operator; make somebody else one first')
    await members.remove(tx, id)
    await members.removeLinksBy(tx, member.name)
    const detail = changesOf({ name: member.name, role: member.role }, {})
    await audit.append(tx, { actor, action: 'staff remove', subject: id, detail })
    return member
  })
}

/**
 * How the audit calls `by`. A member stays an operator until the transaction ends: whoever is removed meanwhile lets
 * nobody in by what was under way. Throws `conflict` where they are none any more.
 */
export async function lockActor(tx: Sql, by: By): Promise<string> {
  if (typeof by === 'string') return parseActor(by)
  const operators = await members.lockOperators(tx)
  refuse(!operators.includes(by.id), 'you are no operator any more; ask another one')
  return by.name
}

export type LockedMember = { readonly member: Member; readonly isLastOperator: boolean }

/** Operators first, always in one order, so that two of them cannot take the role from each other. Throws `not-found`. */
export async function lockMember(tx: Sql, id: string): Promise<LockedMember> {
  const operators = await members.lockOperators(tx)
  const member = isMemberId(id) ? await members.lock(tx, id) : undefined
  if (!member) throw new DomainError('not-found', 'member: there is no such member any more')
  return { member, isLastOperator: operators.length === 1 && operators[0] === id }
}

/** In the transaction that has locked the member. Throws `conflict` as `changeRole`. */
export async function setRole(
  tx: Sql,
  { member, isLastOperator }: LockedMember,
  role: Role,
  actor: string,
): Promise<void> {
  if (member.role === role) return
  refuse(isSamePerson(actor, member.name), 'nobody changes their own role; ask another operator')
  refuse(member.fromProvider, 'the sign-in provider decides the role of this member; change it there')
  refuse(isLastOperator, 'this is the last operator; make somebody else one first')
  await writeRole(tx, member, role, actor)
}

/** Whoever is no operator any more cannot let anybody in with a link made before. */
export async function writeRole(tx: Sql, before: Staff, role: Role, actor: string): Promise<void> {
  await members.setRole(tx, before.id, role)
  if (role !== 'operator') await members.removeLinksBy(tx, before.name)
  const detail = changesOf({ role: before.role }, { role })
  await audit.append(tx, { actor, action: 'staff role', subject: before.id, detail })
}

/** A new member; undefined when the name is taken. */
export async function insertMember(
  { randomBytes }: Pick<Context, 'randomBytes'>,
  tx: Sql,
  { name, role }: Omit<Staff, 'id'>,
): Promise<Staff | undefined> {
  const member = { id: encodeCrockford(randomBytes(8), 10), name, role }
  return (await members.insert(tx, member)) ? member : undefined
}

function refuse(condition: boolean, reason: string): void {
  if (condition) throw new DomainError('conflict', `member: ${reason}`)
}

function isMemberId(text: string): boolean {
  return /^[0-9A-Z]{10}$/.test(text)
}
