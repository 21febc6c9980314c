/** Sessions of the staff, keyed by the SHA-256 of what the cookie holds. Both limits are kept here, in database time. */
import type { Staff } from '../domain/staff.ts'
import type { Sql } from './database.ts'

const live =
  "staff_session.seen_at > now() - interval '1 hour' and staff_session.created_at > now() - interval '12 hours'"

export async function insert(sql: Sql, idHash: Buffer, staffId: string): Promise<void> {
  await sql.query(
    `with seen as (update staff set seen_at = now() where id = $2)
     insert into staff_session (id_hash, staff_id) values ($1, $2)`,
    [idHash, staffId],
  )
}

/** Whose session it is, and whether it is time to `touch` it; undefined when it has ended or never was. */
export async function find(sql: Sql, idHash: Buffer): Promise<(Staff & { stale: boolean }) | undefined> {
  const [found] = await sql.query<Staff & { stale: boolean }>(
    `select staff.id, name, role, staff_session.seen_at < now() - interval '1 minute' as stale
     from staff_session join staff on staff.id = staff_id
     where id_hash = $1 and removed_at is null and ${live}`,
    [idHash],
  )
  return found
}

export async function touch(sql: Sql, idHash: Buffer): Promise<void> {
  await sql.query(
    `with touched as (update staff_session set seen_at = now() where id_hash = $1 and ${live} returning staff_id)
     update staff set seen_at = now() where id = (select staff_id from touched)`,
    [idHash],
  )
}

/** Returns whose session it was; undefined when it has ended before. */
export async function remove(sql: Sql, idHash: Buffer): Promise<Staff | undefined> {
  const [ended] = await sql.query<Staff>(
    `with ended as (delete from staff_session where id_hash = $1 and ${live} returning staff_id)
     select id, name, role from staff where id = (select staff_id from ended)`,
    [idHash],
  )
  return ended
}

/** Ends every session of a member; false when there was none. */
export async function removeOf(sql: Sql, staffId: string): Promise<boolean> {
  const rows = await sql.query('delete from staff_session where staff_id = $1 returning id_hash', [staffId])
  return rows.length > 0
}

export async function removeEnded(sql: Sql): Promise<void> {
  await sql.query(`delete from staff_session where not (${live})`)
}
