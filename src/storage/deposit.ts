/** Deposits: row to domain and back. Who may send one is decided in deposit-queue.ts. */
import type { DepositState } from '../domain/deposit.ts'
import type { Sql } from './database.ts'

export type Deposit = {
  readonly claimLinkId: string
  readonly campaignId: string
  readonly partnerAccount: string
  readonly requestId: string
  readonly amountMinor: number
  readonly currency: string
  readonly accountHash: Buffer
  readonly state: DepositState
  readonly inDoubt: boolean
  readonly attempts: number
  readonly reason: string | null
  readonly consentedAt: Date
  readonly firstSentAt: Date | null
  readonly nextAttemptAt: Date
  readonly decidedAt: Date | null
}

/** Of a `Deposit`. */
export const columns = `claim_link_id as "claimLinkId", campaign_id as "campaignId", partner_account as "partnerAccount",
  request_id as "requestId", amount_minor as "amountMinor", currency, account_hash as "accountHash", state,
  in_doubt as "inDoubt", attempts, reason, consented_at as "consentedAt", first_sent_at as "firstSentAt",
  next_attempt_at as "nextAttemptAt", decided_at as "decidedAt"`

export type NewDeposit = Pick<
  Deposit,
  'claimLinkId' | 'campaignId' | 'partnerAccount' | 'requestId' | 'amountMinor' | 'currency' | 'accountHash'
> & {
  readonly amazonAccount: string
  readonly body: Buffer
  readonly bodyHash: Buffer
}

export type ForgottenDeposit = Omit<NewDeposit, 'amazonAccount' | 'body'> & {
  /** Null where nobody tells it. */
  readonly amazonAccount: string | null
  readonly chainHead: Buffer
  readonly reason: string
  /** When Amazon applied it; null means now, because nobody tells it. */
  readonly decidedAt: Date | null
}

/**
 * A deposit that Amazon made and this database has forgotten: deposited from its first moment, without its bytes. Retention
 * looks again from its time on.
 */
export async function insertDeposited(tx: Sql, deposit: ForgottenDeposit): Promise<void> {
  await tx.query(
    `with older as (
       update retention set forgotten_until = $12::timestamptz where forgotten_until > $12::timestamptz)
     insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
       account_hash, amazon_account, body_hash, chain_head, state, reason, consented_at, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'deposited', $11,
       coalesce($12::timestamptz, now()), coalesce($12::timestamptz, now()))`,
    [
      deposit.claimLinkId,
      deposit.campaignId,
      deposit.partnerAccount,
      deposit.requestId,
      deposit.amountMinor,
      deposit.currency,
      deposit.accountHash,
      deposit.amazonAccount,
      deposit.bodyHash,
      deposit.chainHead,
      deposit.reason,
      deposit.decidedAt,
    ],
  )
}

export async function find(sql: Sql, claimLinkId: string): Promise<Deposit | undefined> {
  const [row] = await sql.query<Deposit>(`select ${columns} from deposit where claim_link_id = $1`, [
    claimLinkId,
  ])
  return row
}

export async function lock(tx: Sql, claimLinkId: string): Promise<Deposit | undefined> {
  const [row] = await tx.query<Deposit>(
    `select ${columns} from deposit where claim_link_id = $1 for update`,
    [claimLinkId],
  )
  return row
}

/**
 * Whether every deposit before this link in its chain is refused; they hold still until the transaction ends. To be called
 * before the link itself is locked: everybody locks a chain from its first link on, each link before its deposit.
 */
export async function lockEarlierRefused(tx: Sql, claimLinkId: string): Promise<boolean> {
  const rows = await tx.query<{ state: DepositState }>(
    `with recursive earlier as (
       select replaces_id as id, 1 as step from claim_link where id = $1
       union all
       select link.replaces_id, step + 1 from claim_link link join earlier on link.id = earlier.id)
     select state from deposit join earlier on earlier.id = claim_link_id
     order by step desc for share of deposit`,
    [claimLinkId],
  )
  return rows.every(({ state }) => state === 'refused')
}

export async function list(
  sql: Sql,
  filter: { campaignId: string | undefined; state: string | undefined },
): Promise<Deposit[]> {
  const asked = [
    ['campaign_id', filter.campaignId],
    ['state', filter.state],
  ].filter(([, value]) => value !== undefined)
  const conditions = asked.map(([column], index) => `and ${column} = $${index + 1}`)
  return await sql.query<Deposit>(
    `select ${columns} from deposit where true ${conditions.join(' ')} order by consented_at, claim_link_id`,
    asked.map(([, value]) => value),
  )
}

/** Claim links of a partner account whose pending deposit carries one of these mock codes. */
export async function listPendingScenarios(
  sql: Sql,
  partnerAccount: string,
  codes: readonly string[],
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select claim_link_id as id from deposit join claim_link on claim_link.id = claim_link_id
     where deposit.partner_account = $1 and state = 'pending' and mock_code = any($2::text[])
     order by claim_link_id`,
    [partnerAccount, codes],
  )
  return rows.map(row => row.id)
}

/** How many claims of the campaign this person holds; refused ones do not count. */
export async function countByPerson(tx: Sql, campaignId: string, accountHash: Buffer): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "select count(*)::int as count from deposit where campaign_id = $1 and account_hash = $2 and state <> 'refused'",
    [campaignId, accountHash],
  )
  return row?.count ?? 0
}

export type Written = {
  /** Null once erased, which only a final deposit can be. */
  readonly amazonAccount: string | null
  readonly body: Buffer | null
  readonly bodyHash: Buffer
}

/** What is sent and to whom, of a deposit whose row the caller has locked. */
export async function findWritten(tx: Sql, claimLinkId: string): Promise<Written | undefined> {
  const [row] = await tx.query<Written>(
    `select amazon_account as "amazonAccount", body, body_hash as "bodyHash" from deposit where claim_link_id = $1`,
    [claimLinkId],
  )
  return row
}

/** Puts other bytes in the place of those that wait; the database refuses it where any may have been applied. */
export async function rewrite(tx: Sql, claimLinkId: string, body: Buffer, bodyHash: Buffer): Promise<void> {
  await tx.query('update deposit set body = $2, body_hash = $3 where claim_link_id = $1', [
    claimLinkId,
    body,
    bodyHash,
  ])
}

export type Change = {
  readonly state: DepositState
  readonly inDoubt: boolean
  readonly reason: string | null
  /** Milliseconds until the next attempt; only a pending deposit has one. */
  readonly retryInMs: number
}

/** Moves the deposit out of its lease into `state`. */
export async function update(tx: Sql, claimLinkId: string, change: Change): Promise<void> {
  await tx.query(
    `update deposit set state = $2, in_doubt = $3, reason = $4, leased_until = null,
       next_attempt_at = now() + make_interval(secs => $5 / 1000.0),
       decided_at = case when $2 in ('deposited', 'refused') then now() end
     where claim_link_id = $1`,
    [claimLinkId, change.state, change.inDoubt, change.reason, change.retryInMs],
  )
}
