/** What the database server is set to, where it matters for what survives a power cut; and when it was last backed up. */
import type { Sql } from './database.ts'

/** Settings by name as PostgreSQL writes them, for our own connections. */
export async function durabilitySettings(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`,
  )
  return new Map(rows.map(({ name, setting }) => [name, setting]))
}

/** When a backup was last made whole; null when none has been. */
export async function backedUpAt(sql: Sql): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>('select backed_up_at as at from installation')
  return row?.at ?? null
}

/** A backup is whole and where it belongs. */
export async function noteBackup(sql: Sql): Promise<void> {
  await sql.query('update installation set backed_up_at = now()')
}
