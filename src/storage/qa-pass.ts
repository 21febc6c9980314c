/** Passes to the QA page: the hash of a one-time link's secret, which its use replaces with that of a browser's cookie. */
import type { Sql } from './database.ts'

const linkLife = "interval '15 minutes'"
const browserLife = "interval '12 hours'"

export async function insert(sql: Sql, linkHash: Buffer): Promise<void> {
  await sql.query(`insert into qa_pass (secret_hash, expires_at) values ($1, now() + ${linkLife})`, [
    linkHash,
  ])
}

/** Whether the secret opens what it is for: a link (not `used`) the entrance, a cookie (`used`) the page. */
export async function isGood(sql: Sql, secretHash: Buffer, used: boolean): Promise<boolean> {
  const rows = await sql.query(
    'select from qa_pass where secret_hash = $1 and used = $2 and expires_at > now()',
    [secretHash, used],
  )
  return rows.length > 0
}

/** Uses a link up for a browser; false when it is unknown, used or expired. */
export async function use(sql: Sql, linkHash: Buffer, cookieHash: Buffer): Promise<boolean> {
  const rows = await sql.query(
    `update qa_pass set secret_hash = $2, used = true, expires_at = now() + ${browserLife}
     where secret_hash = $1 and not used and expires_at > now() returning used`,
    [linkHash, cookieHash],
  )
  return rows.length > 0
}

export async function removeExpired(sql: Sql): Promise<void> {
  await sql.query('delete from qa_pass where expires_at <= now()')
}
