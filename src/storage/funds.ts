/** What Amazon said of the funds, and when it may be asked. */
import type { Database, Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

const isDue = `asked_at not between now() - interval '55 seconds' and now() + interval '1 minute'`

/** Takes the account of these whose reading is due, if any: each is read by one process in a minute. */
export async function takeDue(sql: Sql, partnerAccounts: readonly string[]): Promise<string | undefined> {
  const [row] = await sql.query<{ name: string }>(
    `with next as (
       select own.name from partner_account own left join funds_watch on partner_account = own.name
       where own.name = any($1::text[]) and (asked_at is null or ${isDue})
       order by asked_at nulls first limit 1)
     insert into funds_watch (partner_account) select name from next
     on conflict (partner_account) do update set asked_at = now() where funds_watch.${isDue}
     returning partner_account as name`,
    [partnerAccounts],
  )
  return row?.name
}

/**
 * Takes the next slot to ask for the funds of this account, and returns in how many milliseconds it comes; null where it
 * is too far away, and none is taken. Amazon takes one such call a second (Incentives API, "GetAvailableFunds") of a partner
 * id, whose accounts wait for each other.
 */
export async function takeSlot(sql: Sql, partnerAccount: string): Promise<number | null> {
  const [row] = await sql.query<{ waitMs: number }>(
    `update partner_account set next_funds_at = slot.at + interval '${slotsApartSeconds} seconds'
     from (
       select array_agg(name) as names, greatest(clock_timestamp(),
         max(next_funds_at) filter (where next_funds_at < clock_timestamp() + interval '${longestWaitSeconds + slotsApartSeconds} seconds')) as at
       from (
         select name, next_funds_at from partner_account
         where (partner_id, incentives_host) in (
           select partner_id, incentives_host from partner_account where name = $1)
         order by name for no key update) alike) slot, ${unsynced}
     where name = any(slot.names) and slot.at <= clock_timestamp() + interval '${longestWaitSeconds} seconds'
     returning extract(epoch from slot.at - clock_timestamp())::float8 * 1000 as "waitMs"`,
    [partnerAccount],
  )
  return row ? Math.max(row.waitMs, 0) : null
}

/** Half a second more than Amazon asks for: a first question has a connection to open, and a later one has not. */
const slotsApartSeconds = 1.5
/** Whoever asks may be a person. A slot farther away than this and the space was never given: the clock was set back. */
const longestWaitSeconds = 30

/** Keeps a reading, and of the older ones no more than their retention allows. */
export async function record(sql: Sql, partnerAccount: string, fundsMinor: number): Promise<void> {
  await sql.query('insert into funds_reading (partner_account, funds_minor) values ($1, $2)', [
    partnerAccount,
    fundsMinor,
  ])
  await sql.query(
    `delete from funds_reading old where partner_account = $1 and (at < now() - interval '90 days'
       or at < now() - interval '1 day' and exists (
         select from funds_reading newer where newer.partner_account = $1 and newer.at > old.at
           and newer.at < date_trunc('hour', old.at) + interval '1 hour'))`,
    [partnerAccount],
  )
}

/**
 * Sums up what is deposited in a day: the mean of the last seven, or of those since the first of them with a deposit. At
 * most once an hour, because a busy week has millions.
 */
export async function refreshBurn(database: Database, partnerAccount: string): Promise<void> {
  const [due] = await database.query(
    `update funds_watch set burn_at = now() where partner_account = $1
       and (burn_at is null or burn_at <= now() - interval '1 hour') returning partner_account`,
    [partnerAccount],
  )
  if (!due) return
  const [row] = await database.snapshot(sql =>
    sql.query<{ burn: number }>(
      `select coalesce(round(sum(amount_minor) / greatest(1, extract(epoch from now() - min(decided_at)) / 86400)), 0)::bigint
         as burn
       from deposit
       where decided_at > now() - interval '7 days' and state = 'deposited' and partner_account = $1`,
      [partnerAccount],
    ),
  )
  await database.query('update funds_watch set burn_minor = $2 where partner_account = $1', [
    partnerAccount,
    row?.burn ?? 0,
  ])
}

export type FundsRow = {
  readonly fundsMinor: number | null
  readonly readAt: Date | null
  readonly burnMinor: number
}

/** The newest reading; null where there is none yet. */
export async function find(sql: Sql, partnerAccount: string): Promise<FundsRow> {
  const [row] = await sql.query<FundsRow>(
    `select newest.funds_minor as "fundsMinor", newest.at as "readAt", coalesce(burn_minor, 0)::bigint as "burnMinor"
     from (select $1::text as name) account
       left join funds_watch on partner_account = name
       left join lateral (
         select funds_minor, at from funds_reading where partner_account = name order by at desc limit 1) newest on true`,
    [partnerAccount],
  )
  if (!row) throw new Error('bug: a select without rows')
  return row
}

/** Whether this process is to say that the funds end: one, once a day. */
export async function takeWord(sql: Sql, partnerAccount: string): Promise<boolean> {
  const rows = await sql.query(
    `update funds_watch set told_at = now() where partner_account = $1
       and (told_at is null or told_at <= now() - interval '1 day') returning partner_account`,
    [partnerAccount],
  )
  return rows.length > 0
}
