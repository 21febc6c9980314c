/** Attempts: one row for each time a deposit's bytes may have left, written before they do. */
import { type Answer, neverSent } from '../domain/outcome.ts'
import type { Sql } from './database.ts'

export type Attempt = {
  readonly claimLinkId: string
  readonly number: number
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly outcome: string | null
  readonly applied: string | null
  readonly reason: string | null
  readonly httpStatus: number | null
  readonly amazonRequestId: string | null
}

const columns = `claim_link_id as "claimLinkId", number, started_at as "startedAt", finished_at as "finishedAt",
  outcome, applied, reason, http_status as "httpStatus", amazon_request_id as "amazonRequestId"`

/**
 * Notes what came back for attempt `$2` of claim link `$1`: outcome, applied, reason, HTTP status and Amazon's request id
 * are `$3` to `$7`. A SUCCESS overwrites an assumed `unknown`; nothing else overwrites an outcome.
 */
export const finishing = `update attempt set finished_at = now(), outcome = $3, applied = $4, reason = $5,
  http_status = $6, amazon_request_id = $7
  where claim_link_id = $1 and number = $2 and (outcome is null or $3 = 'deposited')`

export async function finish(tx: Sql, claimLinkId: string, number: number, answer: Answer): Promise<void> {
  await tx.query(finishing, [
    claimLinkId,
    number,
    answer.outcome,
    answer.applied,
    answer.reason,
    answer.httpStatus,
    answer.amazonRequestId,
  ])
}

/** Closes an attempt whose process never came back: nobody knows whether it was applied. */
export async function abandon(tx: Sql, claimLinkId: string): Promise<void> {
  await tx.query(
    `update attempt set finished_at = now(), outcome = 'unknown', applied = 'unproven', reason = 'no-answer-recorded'
     where claim_link_id = $1 and outcome is null`,
    [claimLinkId],
  )
}

/** How often this came back for the deposit before, if Amazon has taken another one of its account since; else 0. */
export async function countOwn(tx: Sql, claimLinkId: string, reason: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `with own as (
       select count(*)::int as count, max(finished_at) as last from attempt where claim_link_id = $1 and reason = $2)
     select count from own, deposit where claim_link_id = $1 and exists (
       select from deposit other
       where other.partner_account = deposit.partner_account and other.state = 'deposited'
         and other.decided_at > own.last)`,
    [claimLinkId, reason],
  )
  return row?.count ?? 0
}

/** How many attempts left it open whether they were applied, or met nobody. */
export async function countUnclear(tx: Sql, claimLinkId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from attempt
     where claim_link_id = $1 and outcome = 'unknown' and reason <> '${neverSent}'`,
    [claimLinkId],
  )
  return row?.count ?? 0
}

export async function list(sql: Sql, claimLinkId: string): Promise<Attempt[]> {
  return await sql.query<Attempt>(`select ${columns} from attempt where claim_link_id = $1 order by number`, [
    claimLinkId,
  ])
}
