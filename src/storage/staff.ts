/** Members of the staff and their one-time sign-in links. A removed member keeps the row: the audit names them. */
import type { Role, Staff } from '../domain/staff.ts'
import type { Sql } from './database.ts'

export type Link = { readonly staffId: string | null; readonly role: Role }
export type Member = Staff & {
  readonly createdAt: Date
  /** Null until they come for the first time. */
  readonly seenAt: Date | null
  /** The OpenID provider says who they are and what they may do. */
  readonly fromProvider: boolean
}

const linkLife = "interval '15 minutes'"
const columns = `id, name, role, created_at as "createdAt", seen_at as "seenAt",
  exists (select from staff_identity where staff_id = staff.id) as "fromProvider"`

/** False when the name is taken, in whatever case it is spelled. */
export async function insert(sql: Sql, { id, name, role }: Staff): Promise<boolean> {
  const rows = await sql.query(
    `insert into staff (id, name, role) values ($1, $2, $3)
     on conflict (lower(name)) where removed_at is null do nothing returning id`,
    [id, name, role],
  )
  return rows.length > 0
}

export async function findByName(sql: Sql, name: string): Promise<Member | undefined> {
  const [member] = await sql.query<Member>(
    `select ${columns} from staff where lower(name) = lower($1) and removed_at is null`,
    [name],
  )
  return member
}

export async function find(sql: Sql, id: string): Promise<Member | undefined> {
  const [member] = await sql.query<Member>(
    `select ${columns} from staff where id = $1 and removed_at is null`,
    [id],
  )
  return member
}

/** The member with this id and the row locked until the transaction ends; undefined when removed or unknown. */
export async function lock(tx: Sql, id: string): Promise<Member | undefined> {
  const [member] = await tx.query<Member>(
    `select ${columns} from staff where id = $1 and removed_at is null for no key update of staff`,
    [id],
  )
  return member
}

/** Ids of the operators, whose rows are locked until the transaction ends, so that two cannot take the role from each other. */
export async function lockOperators(tx: Sql): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "select id from staff where role = 'operator' and removed_at is null order by id for no key update",
  )
  return rows.map(({ id }) => id)
}

/** Oldest first, without those who were removed. */
export async function list(sql: Sql): Promise<Member[]> {
  return await sql.query<Member>(
    `select ${columns} from staff where removed_at is null order by created_at, id`,
  )
}

export async function setRole(sql: Sql, id: string, role: Role): Promise<void> {
  await sql.query('update staff set role = $2 where id = $1', [id, role])
}

/** Ends what the member has open in the same statement. */
export async function remove(sql: Sql, id: string): Promise<void> {
  await sql.query(
    `with ended as (delete from staff_session where staff_id = $1), unused as (delete from staff_link where staff_id = $1)
     update staff set removed_at = now() where id = $1 and removed_at is null`,
    [id],
  )
}

/** `invitedBy` is whose word it is. */
export async function insertLink(
  sql: Sql,
  secretHash: Buffer,
  { staffId, role }: Link,
  invitedBy: string,
): Promise<void> {
  await sql.query(
    `insert into staff_link (secret_hash, staff_id, role, invited_by, expires_at)
     values ($1, $2, $3, $4, now() + ${linkLife})`,
    [secretHash, staffId, role, invitedBy],
  )
}

/** Takes back the links that nobody has used yet and somebody of this name made. */
export async function removeLinksBy(sql: Sql, name: string): Promise<void> {
  await sql.query('delete from staff_link where lower(invited_by) = lower($1)', [name])
}

/** Takes back the links that nobody has used yet and that would sign this member in. */
export async function removeLinksFor(sql: Sql, staffId: string): Promise<void> {
  await sql.query('delete from staff_link where staff_id = $1', [staffId])
}

export async function findLink(sql: Sql, secretHash: Buffer): Promise<Link | undefined> {
  const [link] = await sql.query<Link>(
    `select staff_id as "staffId", coalesce((select role from staff where id = staff_id), role) as role
     from staff_link where secret_hash = $1 and expires_at > now()`,
    [secretHash],
  )
  return link
}

/** Uses a link up; undefined when it is unknown, used or expired. */
export async function useLink(sql: Sql, secretHash: Buffer): Promise<Link | undefined> {
  const [link] = await sql.query<Link>(
    'delete from staff_link where secret_hash = $1 and expires_at > now() returning staff_id as "staffId", role',
    [secretHash],
  )
  return link
}

export async function removeExpiredLinks(sql: Sql): Promise<void> {
  await sql.query('delete from staff_link where expires_at <= now()')
}
