/** Sessions of the staff, keyed by the SHA-256 of what the cookie holds. Both limits are kept here, in database time. */
import type { Staff } from '../domain/staff.ts'
import type { Sql } from './database.ts'

const live = "seen_at > now() - interval '1 hour' and staff_session.created_at > now() - interval '12 hours'"

export async function insert(sql: Sql, idHash: Buffer, staffId: string): Promise<void> {
  await sql.query('insert into staff_session (id_hash, staff_id) values ($1, $2)', [idHash, staffId])
}

/** Whose session it is, and whether it is time to `touch` it; undefined when it has ended or never was. */
export async function find(sql: Sql, idHash: Buffer): Promise<(Staff & { stale: boolean }) | undefined> {
  const [found] = await sql.query<Staff & { stale: boolean }>(
    `select staff.id, name, role, seen_at < now() - interval '1 minute' as stale
     from staff_session join staff on staff.id = staff_id
     where id_hash = $1 and removed_at is null and ${live}`,
    [idHash],
  )
  return found
}

export async function touch(sql: Sql, idHash: Buffer): Promise<void> {
  await sql.query(`update staff_session set seen_at = now() where id_hash = $1 and ${live}`, [idHash])
}

export async function remove(sql: Sql, idHash: Buffer): Promise<void> {
  await sql.query('delete from staff_session where id_hash = $1', [idHash])
}

export async function removeEnded(sql: Sql): Promise<void> {
  await sql.query(`delete from staff_session where not (${live})`)
}
