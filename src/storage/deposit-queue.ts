/**
 * The queue of deposits: a deposit's row is its own job. Who may send is decided here by row locks and by leases in
 * database time; what an answer means is decided in the domain.
 */
import type { DepositState } from '../domain/deposit.ts'
import { type PartnerAccount, probeEveryMs } from '../domain/partner-account.ts'
import type { Sql } from './database.ts'
import { identity } from './partner-account.ts'

/** A deposit that this process alone may send until the lease runs out. */
export type Lease = {
  readonly claimLinkId: string
  readonly partnerAccount: string
  readonly amountMinor: number
  readonly currency: string
  readonly body: Buffer
  /** The attempt this lease is for, from 1. */
  readonly number: number
  /** The attempt before was left without an outcome by a process that died or stalled. */
  readonly abandoned: boolean
}

export type LeaseTerms = {
  /** Only deposits whose registered environment equals one of these are sent. */
  readonly accounts: readonly PartnerAccount[]
  readonly leaseMs: number
  readonly resendWindowMs: number
}

const sendable = `(d.state = 'pending' or (d.state = 'sending' and d.leased_until < now()))`
const stale = `((d.in_doubt or d.state = 'sending') and d.first_sent_at < now() - make_interval(secs => $1 / 1000.0))`
const sameEnvironment = `(pa.name, pa.amazon_env, pa.incentives_host, pa.region, pa.marketplace, pa.partner_id) in
  (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]))`

/** Leases the deposit that has waited longest among those that are due, or only `claimLinkId` when it is due. */
export async function lease(
  tx: Sql,
  terms: LeaseTerms,
  claimLinkId: string | null = null,
): Promise<Lease | undefined> {
  return await leaseWhere(
    tx,
    terms,
    `d.next_attempt_at <= now() and pa.hold_reason is null and pa.send_after <= now()
     and ($8::text is null or d.claim_link_id = $8)`,
    claimLinkId,
  )
}

/** Leases the oldest waiting deposit of an account on hold, to probe whether the hold is over. */
export async function leaseProbe(
  tx: Sql,
  terms: LeaseTerms,
  partnerAccount: string,
): Promise<Lease | undefined> {
  return await leaseWhere(tx, terms, 'd.next_attempt_at <= now() and pa.name = $8', partnerAccount)
}

/** Whether a look at the queue is worth its locks; only `lease` decides. */
export async function isAnyDue(sql: Sql): Promise<boolean> {
  const rows = await sql.query(
    `select from deposit d join partner_account pa on pa.name = d.partner_account
     where ${sendable} and d.next_attempt_at <= now() and pa.hold_reason is null and pa.send_after <= now() limit 1`,
  )
  return rows.length > 0
}

/** Ends the waits of a pending deposit and of its account's next probe; false while only a person may end its hold. */
export async function makeDue(tx: Sql, claimLinkId: string): Promise<boolean> {
  const rows = await tx.query(
    `with account as (
       update partner_account set send_after = now()
       where name = (select partner_account from deposit where claim_link_id = $1) and send_after < 'infinity'
       returning name)
     update deposit set next_attempt_at = now() from account where claim_link_id = $1 returning claim_link_id`,
    [claimLinkId],
  )
  return rows.length > 0
}

/** Accounts on hold whose probe is due; each is handed out once in its interval, to one process. */
export async function takeProbes(sql: Sql, { accounts }: Pick<LeaseTerms, 'accounts'>): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `update partner_account set
       send_after = now() + make_interval(secs => case hold_reason when 'outage' then $3::int else $2::int end / 1000.0)
     where name = any($1::text[]) and hold_reason is not null and send_after <= now()
     returning name`,
    [accounts.map(account => account.name), probeEveryMs('funds'), probeEveryMs('outage')],
  )
  return rows.map(row => row.name)
}

async function leaseWhere(
  tx: Sql,
  terms: LeaseTerms,
  condition: string,
  value: string | null,
): Promise<Lease | undefined> {
  const environments = transpose(terms.accounts.map(identity))
  const [row] = await tx.query<Lease>(
    `with candidate as (
       select d.claim_link_id, d.state from deposit d join partner_account pa on pa.name = d.partner_account
       where ${sendable} and not ${stale} and ${sameEnvironment} and ${condition}
       order by d.consented_at limit 1 for update of d skip locked)
     update deposit set
       state = 'sending', attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, now()),
       in_doubt = in_doubt or candidate.state = 'sending',
       leased_until = now() + make_interval(secs => $9 / 1000.0)
     from candidate where deposit.claim_link_id = candidate.claim_link_id
     returning deposit.claim_link_id as "claimLinkId", partner_account as "partnerAccount",
       amount_minor as "amountMinor", currency, body, attempts as number, candidate.state = 'sending' as abandoned`,
    [terms.resendWindowMs, ...environments, value, terms.leaseMs],
  )
  return row
}

/** Deposits that may have been applied and are too old to be sent again, because Amazon may have forgotten the id. */
export async function listStale(sql: Sql, resendWindowMs: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select d.claim_link_id as id from deposit d where ${sendable} and ${stale} order by d.consented_at limit 100`,
    [resendWindowMs],
  )
  return rows.map(row => row.id)
}

/** Locks the deposit when it is still stale, so that no process sends it meanwhile, and tells its state. */
export async function lockStale(
  tx: Sql,
  resendWindowMs: number,
  claimLinkId: string,
): Promise<DepositState | undefined> {
  const [row] = await tx.query<{ state: DepositState }>(
    `select d.state from deposit d
     where ${sendable} and ${stale} and d.claim_link_id = $2 for update skip locked`,
    [resendWindowMs, claimLinkId],
  )
  return row?.state
}

function transpose(rows: ReadonlyArray<readonly string[]>): string[][] {
  return Array.from({ length: 6 }, (_, column) => rows.map(row => row[column] ?? ''))
}
