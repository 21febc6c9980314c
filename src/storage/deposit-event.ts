/** The append-only log of deposits; its rows are chained by hash and guarded by the database itself. */
import {
  type ChainHead,
  type DepositEvent,
  type DepositEventType,
  nextEntry,
} from '../domain/deposit-event.ts'
import type { Sql } from './database.ts'

/** Appends one entry. The caller holds the deposit's row lock or has just inserted the deposit. */
export async function append(
  tx: Sql,
  claimLinkId: string,
  type: DepositEventType,
  detail: DepositEvent['detail'],
): Promise<void> {
  const { sequence, payload, previousHash, hash } = nextEntry(await head(tx, claimLinkId), {
    claimLinkId,
    type,
    detail,
  })
  await tx.query(
    `with entry as (
       insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash) values ($1, $2, $3, $4, $5))
     update deposit set events = $2, chain_head = $5 where claim_link_id = $1`,
    [claimLinkId, sequence, payload, previousHash, hash],
  )
}

/** What an entry follows on, of a deposit whose row is locked. */
export const headColumns = 'events, chain_head as "chainHead", clock_timestamp() as at'

async function head(tx: Sql, claimLinkId: string): Promise<ChainHead> {
  const [row] = await tx.query<ChainHead>(`select ${headColumns} from deposit where claim_link_id = $1`, [
    claimLinkId,
  ])
  if (!row) throw new Error(`bug: an event for claim link ${claimLinkId}, which has no deposit`)
  return row
}

/** Whether the deposit's log has an entry of `type` after its last one of `since`. */
export async function isSince(
  sql: Sql,
  claimLinkId: string,
  type: DepositEventType,
  since: DepositEventType,
): Promise<boolean> {
  const rows = await sql.query(
    `select from deposit_event where claim_link_id = $1
     having max(sequence) filter (where payload::json->>'type' = $2)
       > coalesce(max(sequence) filter (where payload::json->>'type' = $3), 0)`,
    [claimLinkId, type, since],
  )
  return rows.length > 0
}

type StoredEvent = {
  readonly sequence: number
  readonly payload: string
  readonly previousHash: Buffer
  readonly hash: Buffer
}

export async function list(sql: Sql, claimLinkId: string): Promise<StoredEvent[]> {
  return await sql.query<StoredEvent>(
    `select sequence, payload, previous_hash as "previousHash", hash from deposit_event
     where claim_link_id = $1 order by sequence`,
    [claimLinkId],
  )
}
