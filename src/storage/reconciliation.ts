/** The sums of a reconciliation: both sides counted by PostgreSQL, to the cent. */
import type { Scope } from './amazon-record.ts'
import type { Sql } from './database.ts'

export type Total = { readonly currency: string; readonly count: number; readonly amountMinor: number }
export type StateTotal = Total & { readonly state: string }

/** Lets this transaction take the time that a million rows need, also between two statements. */
export async function takeTime(tx: Sql): Promise<void> {
  await tx.query(
    'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local plan_cache_mode = auto; set local enable_seqscan = on',
  )
}

/** Deposits of the account by state, each by the time of its decision, or of its consent while it has none. */
export async function totalsHere(sql: Sql, scope: Scope): Promise<StateTotal[]> {
  return await sql.query<StateTotal>(
    `select d.state, d.currency, count(*)::int as count, sum(d.amount_minor)::bigint as "amountMinor"
     from deposit d join claim_link link on link.id = d.claim_link_id
     where d.partner_account = $1 and link.mock_code is null
       and ($2::timestamptz is null or coalesce(d.decided_at, d.consented_at) >= $2)
       and ($3::timestamptz is null or coalesce(d.decided_at, d.consented_at) < $3)
     group by d.state, d.currency order by d.state, d.currency`,
    [scope.account, scope.since, scope.until],
  )
}

/** What the source knows as applied under the partner id; an id that is applied twice counts twice. */
export async function totalsAtAmazon(sql: Sql, scope: Scope): Promise<Total[]> {
  return await sql.query<Total>(
    `select currency, count(*)::int as count, sum(amount_minor)::bigint as "amountMinor" from amazon_record
     where run = $1 and applied and starts_with(request_id, $2)
       and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)
     group by currency order by currency`,
    [scope.run, scope.partnerId, scope.since, scope.until],
  )
}

export type Coverage = {
  readonly records: number
  /** Applied, of this partner id. */
  readonly own: number
  readonly notApplied: number
  /** Request ids of other partner ids. */
  readonly foreign: number
  readonly firstAt: Date | null
  readonly lastAt: Date | null
}

/** What the source holds, whatever the period. */
export async function coverage(sql: Sql, scope: Scope): Promise<Coverage> {
  const [row] = await sql.query<Coverage>(
    `select count(*)::int as records, count(*) filter (where applied and starts_with(request_id, $2))::int as own,
       count(*) filter (where not applied)::int as "notApplied",
       count(*) filter (where not starts_with(request_id, $2))::int as foreign,
       min(at) as "firstAt", max(at) as "lastAt"
     from amazon_record where run = $1`,
    [scope.run, scope.partnerId],
  )
  if (!row) throw new Error('bug: a count has no row')
  return row
}

/** Deposits of scenarios, which are left out: Amazon answers a mock code without moving money. */
export async function countScenarios(sql: Sql, account: string): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::int as count from deposit join claim_link on claim_link.id = claim_link_id
     where partner_account = $1 and mock_code is not null`,
    [account],
  )
  return row?.count ?? 0
}

/** Deposits of the period that were decided while or after the source was read, so that it cannot tell of them. */
export async function countTooNew(sql: Sql, scope: Scope): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::int as count from deposit
     where partner_account = $1 and state = 'deposited' and decided_at >= $2
       and ($3::timestamptz is null or decided_at < $3)`,
    [scope.account, scope.readAt, scope.until],
  )
  return row?.count ?? 0
}

/** The earliest moment at which Amazon can have applied a deposit of the period; null when there is none. */
export async function earliestSend(
  sql: Sql,
  account: string,
  { since, until }: Pick<Scope, 'since' | 'until'>,
): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    `select min(coalesce(d.first_sent_at, link.created_at)) as at
     from deposit d join claim_link link on link.id = d.claim_link_id
     where d.partner_account = $1 and ($2::timestamptz is null or d.decided_at >= $2)
       and ($3::timestamptz is null or d.decided_at < $3)`,
    [account, since, until],
  )
  return row?.at ?? null
}

/** When the first claim link of the account was made: nothing can have been applied before. */
export async function firstLink(sql: Sql, account: string): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    `select min(link.created_at) as at from claim_link link join campaign on campaign.id = link.campaign_id
     where campaign.partner_account = $1`,
    [account],
  )
  return row?.at ?? null
}

/** When Amazon applied the newest load of a link of the account that is here. */
export async function newestLoad(sql: Sql, scope: Scope): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    `select max(at) as at from amazon_record
       join claim_link link on link.id = substr(request_id, length($2) + 1) collate "default"
       join campaign on campaign.id = link.campaign_id
     where run = $1 and applied and starts_with(request_id, $2) and campaign.partner_account = $3`,
    [scope.run, scope.partnerId, scope.account],
  )
  return row?.at ?? null
}

/** The database's own time, which decides when a deposit was decided. */
export async function readTime(sql: Sql): Promise<Date> {
  const [row] = await sql.query<{ now: Date }>('select clock_timestamp() as now')
  if (!row) throw new Error('bug: the database tells no time')
  return row.now
}
