/** What the database knows of each access key, by partner account and hash of the key id. */
import { type AccessKey, type KeyFacts, keyHash, lastFour } from '../domain/access-key.ts'
import type { Sql } from './database.ts'

export type StoredKey = KeyFacts & {
  readonly account: string
  /** Hexadecimal SHA-256 of the key id. */
  readonly idHash: string
  readonly lastFour: string
}

export async function list(sql: Sql): Promise<StoredKey[]> {
  return await sql.query<StoredKey>(
    `select partner_account as account, encode(id_hash, 'hex') as "idHash", last_four as "lastFour",
       first_seen_at as "firstSeenAt", created_at as "createdAt", proven_at as "provenAt",
       refused_at as "refusedAt", switched_at as "switchedAt"
     from access_key order by partner_account, first_seen_at, id_hash`,
  )
}

/** Notes a key that was never seen before. */
export async function register(sql: Sql, account: string, key: AccessKey): Promise<void> {
  await sql.query(
    `insert into access_key (partner_account, id_hash, last_four) values ($1, decode($2, 'hex'), $3)
     on conflict do nothing`,
    [account, keyHash(key), lastFour(key)],
  )
}

/** Notes what Amazon said of the key so many milliseconds ago. */
export async function noteVerdict(
  sql: Sql,
  account: string,
  key: AccessKey,
  { accepted, agoMs }: { readonly accepted: boolean; readonly agoMs: number },
): Promise<void> {
  const column = accepted ? 'proven_at' : 'refused_at'
  await sql.query(
    `update access_key set ${column} = greatest(${column}, now() - make_interval(secs => $3 / 1000.0))
     where partner_account = $1 and id_hash = decode($2, 'hex')`,
    [account, keyHash(key), agoMs],
  )
}

/** From now on this key signs, in every process that has it. */
export async function switchTo(tx: Sql, account: string, idHash: string): Promise<void> {
  await tx.query(
    "update access_key set switched_at = now() where partner_account = $1 and id_hash = decode($2, 'hex')",
    [account, idHash],
  )
}

/** When the key was made at Amazon. */
export async function noteCreated(tx: Sql, account: string, idHash: string, createdAt: Date): Promise<void> {
  await tx.query(
    "update access_key set created_at = $3 where partner_account = $1 and id_hash = decode($2, 'hex')",
    [account, idHash, createdAt],
  )
}

/** Whether it is this process's turn to speak of the account in the log: once a day for all processes. */
export async function takeWarning(sql: Sql, account: string, idHash: string): Promise<boolean> {
  const rows = await sql.query(
    `update access_key set warned_at = now()
     where partner_account = $1 and id_hash = decode($2, 'hex')
       and (warned_at is null or warned_at <= now() - interval '1 day')
     returning partner_account`,
    [account, idHash],
  )
  return rows.length > 0
}
