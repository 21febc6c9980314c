/** What a reconciliation has read from Amazon, for the length of its run, beside the links and deposits here. */
import type { AmazonRecord } from '../domain/amazon-record.ts'
import type { DepositState } from '../domain/deposit.ts'
import type { Sql } from './database.ts'

/** Appends records to the run; `position` is that of the first one, from 1. */
export async function insertAll(
  sql: Sql,
  run: string,
  position: number,
  records: readonly AmazonRecord[],
): Promise<void> {
  const column = <Key extends keyof AmazonRecord>(key: Key) => records.map(record => record[key])
  await sql.query(
    `insert into amazon_record (run, position, request_id, amount_minor, currency, account, at, applied)
     select $1, $2 + ordinality - 1, request_id, amount_minor, currency, account, at, applied
     from unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::boolean[])
       with ordinality as given (request_id, amount_minor, currency, account, at, applied, ordinality)`,
    [
      run,
      position,
      column('requestId'),
      column('amountMinor'),
      column('currency'),
      column('account'),
      column('at'),
      column('applied'),
    ],
  )
}

export async function remove(sql: Sql, run: string): Promise<void> {
  await removeWhere(sql, 'run = $1', [run])
}

/** Forgets what a run that was killed has left; at one call a minute the activity page may take more than a day. */
export async function removeAbandoned(sql: Sql): Promise<void> {
  await removeWhere(sql, "staged_at < now() - interval '7 days'", [])
}

/** Part by part, because a million rows at once would take longer than a statement may. */
async function removeWhere(sql: Sql, condition: string, values: readonly unknown[]): Promise<void> {
  for (let count = 1; count > 0; ) {
    const rows = await sql.query(
      `delete from amazon_record where ctid = any(array(
         select ctid from amazon_record where ${condition} limit 20000)) returning 1 as one`,
      values,
    )
    count = rows.length
  }
}

export type Applied = Pick<KnownRow, 'requestId' | 'amountMinor' | 'currency' | 'account' | 'at' | 'times'>

/** Of these request ids those that the run knows as applied. */
export async function listApplied(sql: Sql, run: string, requestIds: readonly string[]): Promise<Applied[]> {
  return await sql.query<Applied>(
    `select ${appliedColumns} from amazon_record where run = $1 and applied and request_id = any($2::text[])
     group by request_id`,
    [run, requestIds],
  )
}

/** Whether the run knows a load of this partner id whose link is not here. */
export async function hasLost(
  sql: Sql,
  { run, partnerId }: Pick<Scope, 'run' | 'partnerId'>,
): Promise<boolean> {
  const rows = await sql.query(
    `select from amazon_record where run = $1 and applied and starts_with(request_id, $2) and not exists (
       select from claim_link where id = substr(request_id, length($2) + 1) collate "default") limit 1`,
    [run, partnerId],
  )
  return rows.length > 0
}

/** One account's side of a run; a record or deposit is compared while its time is `since <= time < until`. */
export type Scope = {
  readonly run: string
  readonly account: string
  readonly partnerId: string
  readonly since: Date | null
  readonly until: Date | null
  /** When the source was read: a deposit that was decided later cannot be in it. */
  readonly readAt: Date
}

export type KnownRow = {
  readonly requestId: string
  readonly amountMinor: number
  readonly currency: string
  readonly account: string | null
  readonly at: Date | null
  readonly times: number
  /** Null when there is no such claim link here, and the rest with it. */
  readonly claimLinkId: string | null
  readonly partnerAccount: string
  readonly ownMinor: number
  readonly ownCurrency: string
  readonly scenario: boolean
  readonly rehearsal: boolean
  readonly revoked: boolean
  readonly state: DepositState | null
  readonly accountHash: Buffer | null
}

/** Of all records of one request id; where they differ, the first one counts. */
const appliedColumns = `request_id as "requestId", count(*)::int as times, min(at) as at,
  (array_agg(amount_minor order by position))[1] as "amountMinor",
  (array_agg(currency order by position))[1] as currency, (array_agg(account order by position))[1] as account`

/** What the source knows as applied under the partner id, with the claim link here, page by page by request id. */
export async function* known(sql: Sql, scope: Scope): AsyncGenerator<KnownRow> {
  yield* pages(
    after =>
      sql.query<KnownRow>(
        `select r.*, here.* from (
           select ${appliedColumns}
           from amazon_record
           where run = $1 and applied and starts_with(request_id, $2) and request_id > $3
           group by request_id
           having ($4::timestamptz is null or max(at) >= $4) and ($5::timestamptz is null or min(at) < $5)
           order by request_id limit ${pageSize}) r
         -- One look into the index for each, which a join of a million links is not.
         left join lateral (
           select link.id as "claimLinkId", campaign.partner_account as "partnerAccount",
             link.amount_minor as "ownMinor", link.currency as "ownCurrency",
             link.mock_code is not null as scenario, link.rehearsal, link.revoked_at is not null as revoked,
             d.state, d.account_hash as "accountHash"
           from claim_link link join campaign on campaign.id = link.campaign_id
             left join deposit d on d.claim_link_id = link.id
           where link.id = substr(r."requestId", length($2) + 1) collate "default" limit 1) here on true
         order by r."requestId"`,
        [scope.run, scope.partnerId, after, scope.since, scope.until],
      ),
    row => row.requestId,
  )
}

export type DepositedRow = {
  readonly requestId: string
  readonly claimLinkId: string
  readonly amountMinor: number
  readonly currency: string
  readonly accountHash: Buffer
  /** Whether the source knows it as applied. */
  readonly known: boolean
}

/** Deposits of the account, page by page by claim link: the known ones too, so that no page takes long to find. */
export async function* deposited(sql: Sql, scope: Scope): AsyncGenerator<DepositedRow> {
  yield* pages(
    after =>
      sql.query<DepositedRow>(
        `select d.*, exists (
           select from amazon_record r where r.run = $2 and r.request_id = d."requestId" and r.applied) as known
         from (
           select request_id as "requestId", claim_link_id as "claimLinkId", deposit.amount_minor as "amountMinor",
             deposit.currency, account_hash as "accountHash"
           from deposit join claim_link link on link.id = claim_link_id
           where partner_account = $1 and state = 'deposited' and link.mock_code is null
             and decided_at < $5 and ($3::timestamptz is null or decided_at >= $3)
             and ($4::timestamptz is null or decided_at < $4)
             and claim_link_id > $6 and link.id > $6
           order by claim_link_id limit ${pageSize}) d
         order by d."claimLinkId"`,
        [scope.account, scope.run, scope.since, scope.until, scope.readAt, after],
      ),
    row => row.claimLinkId,
  )
}

const pageSize = 1_000

/** `keyOf` is what the pages are ordered by; every key is greater than the empty text. */
async function* pages<Row>(
  next: (after: string) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const rows = await next(after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = keyOf(last)
  }
}
