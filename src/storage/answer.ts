/** What came back for an attempt, and what becomes of its deposit. */
import type { ChainedEntry, ChainHead } from '../domain/deposit-event.ts'
import type { Answer } from '../domain/outcome.ts'
import { finishing } from './attempt.ts'
import type { Sql, Transaction } from './database.ts'
import { type Change, columns, type Deposit } from './deposit.ts'
import { headColumns } from './deposit-event.ts'

export type Locked = Deposit & ChainHead

export async function lock(tx: Sql, claimLinkId: string): Promise<Locked | undefined> {
  const [row] = await tx.query<Locked>(
    `select ${columns}, ${headColumns} from deposit where claim_link_id = $1 for update`,
    [claimLinkId],
  )
  return row
}

export type Recorded = {
  readonly answer: Answer
  /** The attempt that was answered. */
  readonly number: number
  readonly change: Change
  readonly entry: ChainedEntry
}

/** Finishes the attempt, moves the deposit out of its lease and writes the entry, as the last statement. */
export async function record(tx: Transaction, { answer, number, change, entry }: Recorded): Promise<void> {
  await tx.last(
    `with finished as (${finishing}),
     entry as (
       insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
       values ($1, $12, $13, $14, $15))
     update deposit set state = $8, in_doubt = $9, reason = $10, leased_until = null,
       next_attempt_at = now() + make_interval(secs => $11 / 1000.0),
       decided_at = case when $8 in ('deposited', 'refused') then now() end, events = $12, chain_head = $15
     where claim_link_id = $1`,
    [
      entry.claimLinkId,
      number,
      answer.outcome,
      answer.applied,
      answer.reason,
      answer.httpStatus,
      answer.amazonRequestId,
      change.state,
      change.inDoubt,
      change.reason,
      change.retryInMs,
      entry.sequence,
      entry.payload,
      entry.previousHash,
      entry.hash,
    ],
  )
}

/** Nothing is to be noted of its account: no hold, no slower pace, no answer missing. */
const calm = `exists (select from partner_account
  where name = deposit.partner_account and hold_reason is null and unanswered = 0 and slowdown <= 1)`

/**
 * Records a SUCCESS in one statement of its own. False, and nothing recorded, where it takes the locked way: the lease
 * is lost, the log has gone on, or something is to be noted of the account. That it is being sent is not asked by its
 * state, for which PostgreSQL would look through the index of all that are.
 */
export async function recordSuccess(
  sql: Sql,
  { answer, number, entry }: Omit<Recorded, 'change'>,
): Promise<boolean> {
  const rows = await sql.query(
    `with moved as (
       update deposit set state = 'deposited', reason = $3, leased_until = null, next_attempt_at = now(),
         decided_at = now(), events = $4, chain_head = $7
       where claim_link_id = $1 and leased_until is not null and attempts = $2 and events = $4 - 1 and chain_head = $6
         and ${calm}
       returning claim_link_id as id),
     finished as (
       update attempt set finished_at = now(), outcome = 'deposited', applied = $8, reason = $3, http_status = $9,
         amazon_request_id = $10
       from moved where claim_link_id = id and number = $2)
     insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
     select id, $4, $5, $6, $7 from moved returning sequence`,
    [
      entry.claimLinkId,
      number,
      answer.reason,
      entry.sequence,
      entry.payload,
      entry.previousHash,
      entry.hash,
      answer.applied,
      answer.httpStatus,
      answer.amazonRequestId,
    ],
  )
  return rows.length > 0
}
