/**
 * Brings the database up to this code: numbered `.sql` files, each in one transaction under an advisory lock,
 * so that several starting processes can race through. Migrations only expand; code that the database no
 * longer serves refuses to start.
 */
import { readdir, readFile } from 'node:fs/promises'
import { DomainError } from '../domain/errors.ts'
import type { Database, Sql } from './database.ts'

const folder = new URL('./migrations/', import.meta.url)

/** Any constant serves; it only has to be the same in every process. */
const lockKey = 7_100_226

type Migration = { readonly number: number; readonly name: string }

/** Applies what is missing. Throws `configuration` when the database was moved beyond what this code may serve. */
export async function migrate(database: Database): Promise<void> {
  const known = await listMigrations()
  await database.transaction(async tx => {
    await tx.query("set local statement_timeout = 0; set local lock_timeout = '30s'")
    await tx.query(`select pg_advisory_xact_lock(${lockKey})`)
    await tx.query(`create table if not exists migration (
      number int primary key,
      name text not null,
      oldest_code int not null default 1,
      applied_at timestamptz not null default now())`)
    await requireServed(tx, known)
    const applied = await tx.query<{ number: number }>('select number from migration')
    const done = new Set(applied.map(row => row.number))
    for (const migration of known.filter(({ number }) => !done.has(number))) await apply(tx, migration)
  })
}

async function listMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => /^\d{4}-.+\.sql$/.test(name)).sort()
  return names.map(name => ({ number: Number(name.slice(0, 4)), name }))
}

/** A code's version is the number of its newest migration. */
async function requireServed(tx: Sql, known: readonly Migration[]): Promise<void> {
  const version = known.at(-1)?.number ?? 0
  const [row] = await tx.query<{ oldest: number }>(
    'select coalesce(max(oldest_code), 0)::int as oldest from migration',
  )
  if (!row || row.oldest <= version) return
  throw new DomainError(
    'configuration',
    `the database serves code from migration ${row.oldest} on, this code ends at ${version}; install the newer release`,
  )
}

async function apply(tx: Sql, { number, name }: Migration): Promise<void> {
  await tx.query(await readFile(new URL(name, folder), 'utf8'))
  await tx.query('insert into migration (number, name) values ($1, $2)', [number, name])
}
