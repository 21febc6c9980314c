/** The database's own stamp: which of Amazon's environments its links and deposits belong to. */
import { createHmac } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import type { AmazonEnv } from '../domain/marketplace.ts'
import type { Sql } from './database.ts'

/** Stamps a new database and refuses one that was stamped for another environment. */
export async function stampEnvironment(sql: Sql, amazonEnv: AmazonEnv): Promise<void> {
  await sql.query('insert into installation (amazon_env) values ($1) on conflict do nothing', [amazonEnv])
  const [row] = await sql.query<{ amazon_env: string }>('select amazon_env from installation')
  if (row?.amazon_env === amazonEnv) return
  throw new DomainError(
    'configuration',
    `AMAZON_ENV: this database belongs to "${row?.amazon_env}", not "${amazonEnv}"; use another DATABASE_URL or DATA_DIR for "${amazonEnv}"`,
  )
}

/** Which of Amazon's environments the database belongs to. */
export async function findEnvironment(sql: Sql): Promise<AmazonEnv> {
  const [row] = await sql.query<{ env: AmazonEnv }>('select amazon_env as env from installation')
  if (!row) throw new Error('bug: the database is not stamped')
  return row.env
}

export type EvidenceKeys = {
  /** Makes checkpoints. */
  readonly evidenceKey: string
  /** Those that made the ones before, newest first. */
  readonly earlierEvidenceKeys: readonly string[]
  /** What people are known by, for life: hashes that were made with it cannot be made anew with another. */
  readonly personKey: string
}

/**
 * Notes the first keys' fingerprints and refuses others: another person key would forget who has claimed what, and another
 * evidence key must come with one that is known, or it is a mistake and no rotation.
 */
export async function stampEvidenceKeys(sql: Sql, keys: EvidenceKeys): Promise<void> {
  await stampPersonKey(sql, keys.personKey)
  const fingerprint = fingerprintOf(keys.evidenceKey)
  const known = [fingerprint, ...keys.earlierEvidenceKeys.map(fingerprintOf)]
  await sql.query(
    `insert into evidence_key (fingerprint) select $1::bytea
     where not exists (select from evidence_key)
       or exists (select from evidence_key where fingerprint = any($2::bytea[]))
     on conflict do nothing`,
    [fingerprint, known],
  )
  const rows = await sql.query('select first_seen_at from evidence_key where fingerprint = $1', [fingerprint])
  if (rows.length > 0) return
  throw new DomainError(
    'configuration',
    'EVIDENCE_KEY: the checkpoints of this database were made with another key; restore that one, or, to rotate it, name it in EVIDENCE_KEY_PREVIOUS',
  )
}

async function stampPersonKey(sql: Sql, personKey: string): Promise<void> {
  const fingerprint = fingerprintOf(personKey)
  await sql.query('update installation set evidence_fingerprint = $1 where evidence_fingerprint is null', [
    fingerprint,
  ])
  const [row] = await sql.query<{ same: boolean }>(
    'select evidence_fingerprint = $1 as same from installation',
    [fingerprint],
  )
  if (row?.same) return
  throw new DomainError(
    'configuration',
    'EVIDENCE_KEY: this database was first used with another key, by which it knows who has claimed what; restore that one (with the emulator its DATA_DIR), or, to rotate it, set that one as PERSON_KEY and name it in EVIDENCE_KEY_PREVIOUS',
  )
}

function fingerprintOf(key: string): Buffer {
  return createHmac('sha256', key).update('fingerprint').digest()
}

/** Which database this is; a restored copy has the same id. */
export async function databaseId(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ id: string }>('select id from installation')
  if (!row) throw new Error('bug: the database is not stamped')
  return row.id
}

/**
 * Whether the database takes writes just now, and is ours: one that somebody made anew under its name holds nothing. An
 * update of no row costs no more than a look, and fails like any other where the server is read-only.
 */
export async function isUsable(sql: Sql): Promise<boolean> {
  const written = 'with written as (update installation set amazon_env = amazon_env where false)'
  return await sql.query(`${written} select from installation`).then(
    rows => rows.length > 0,
    () => false,
  )
}

/** Remembers the address that the service answers on, so that the command line can print complete claim links. */
export async function rememberPublicUrl(sql: Sql, publicUrl: string): Promise<void> {
  await sql.query('update installation set public_url = $1 where public_url is distinct from $1', [publicUrl])
}

export async function findPublicUrl(sql: Sql): Promise<string | null> {
  const [row] = await sql.query<{ public_url: string | null }>('select public_url from installation')
  return row?.public_url ?? null
}
