/** Deposits that no sender goes on with by itself: left behind by a dead process, or too old to be sent again. */
import type { Sql } from './database.ts'

/** One round's work; the next round follows within a second. */
const atOnce = 100

const abandoned = `state = 'sending' and leased_until < now()`
/** While records are compared after a restore, these may tell how it ended. */
const stale = `state = 'pending' and in_doubt and first_sent_at < now() - make_interval(secs => $1 / 1000.0)
  and not exists (select from partner_account where name = deposit.partner_account and hold_reason = 'restore')`

/**
 * Lets a lease that has more than twice the time of any before it end one lease from now: the database's clock was set back
 * since. Not at once, because its process may live.
 */
export async function shortenLeases(sql: Sql, leaseMs: number): Promise<void> {
  await sql.query(
    `update deposit set leased_until = now() + make_interval(secs => $1 / 1000.0) where claim_link_id in (
       select claim_link_id from deposit
       where state = 'sending' and leased_until > now() + make_interval(secs => 2 * $1 / 1000.0)
       limit ${atOnce} for update skip locked)`,
    [leaseMs],
  )
}

/** Deposits whose lease ran out before an answer was recorded. */
export async function listAbandoned(sql: Sql): Promise<string[]> {
  return await idsWhere(sql, abandoned, [])
}

/** Locks the deposit when it is still abandoned, and tells which attempt was cut short. */
export async function lockAbandoned(tx: Sql, claimLinkId: string): Promise<number | undefined> {
  const [row] = await tx.query<{ attempts: number }>(
    `select attempts from deposit where ${abandoned} and claim_link_id = $1 for update skip locked`,
    [claimLinkId],
  )
  return row?.attempts
}

/** Deposits that may have been applied and are too old to be sent again, because Amazon may have forgotten the id. */
export async function listStale(sql: Sql, resendWindowMs: number): Promise<string[]> {
  return await idsWhere(sql, stale, [resendWindowMs])
}

/** Locks the deposit when it is still stale, so that no process sends it meanwhile. */
export async function lockStale(tx: Sql, resendWindowMs: number, claimLinkId: string): Promise<boolean> {
  const rows = await tx.query(
    `select from deposit where ${stale} and claim_link_id = $2 for update skip locked`,
    [resendWindowMs, claimLinkId],
  )
  return rows.length > 0
}

async function idsWhere(sql: Sql, condition: string, values: readonly unknown[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select claim_link_id as id from deposit where ${condition} limit ${atOnce}`,
    values,
  )
  return rows.map(row => row.id)
}
