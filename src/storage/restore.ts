/** A database that may have forgotten: its accounts on hold, what is not decided in doubt, and what may have come after. */
import type { ChainedEntry, ChainHead } from '../domain/deposit-event.ts'
import type { Sql } from './database.ts'
import { headColumns } from './deposit-event.ts'

/**
 * Puts every partner account on hold, configured or not, and forgets what was compared before. A hold that a person
 * has to end is kept for later.
 */
export async function holdAll(tx: Sql): Promise<void> {
  await tx.query(
    `update partner_account set
       held_before = case when hold_reason in ('operator', 'echo') then hold_reason else held_before end,
       hold_reason = 'restore', held_since = clock_timestamp(), send_after = 'infinity',
       restored_at = clock_timestamp(), reconciled_at = null`,
  )
}

export type Undecided = ChainHead & { readonly claimLinkId: string }

/** Locks the next deposits after `after`, in the order of their links, that may have been sent without being in doubt. */
export async function lockUndecided(tx: Sql, after: string, most: number): Promise<Undecided[]> {
  return await tx.query<Undecided>(
    `select claim_link_id as "claimLinkId", ${headColumns} from deposit
     where state in ('pending', 'sending', 'review') and (not in_doubt or first_sent_at is null) and claim_link_id > $1
     order by claim_link_id limit $2 for update`,
    [after, most],
  )
}

/** Puts the locked deposits in doubt, since their consent where no attempt is known. */
export async function doubt(tx: Sql, entries: readonly ChainedEntry[]): Promise<void> {
  const column = <Key extends keyof ChainedEntry>(key: Key) => entries.map(entry => entry[key])
  await tx.query(
    `with doubted as (
       select * from unnest($1::text[], $2::int[], $3::text[], $4::bytea[], $5::bytea[])
         as row (id, sequence, payload, previous_hash, hash)),
     entry as (
       insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
       select id, sequence, payload, previous_hash, hash from doubted)
     update deposit set in_doubt = true, first_sent_at = coalesce(first_sent_at, consented_at), events = sequence,
       chain_head = hash
     from doubted where claim_link_id = id`,
    [column('claimLinkId'), column('sequence'), column('payload'), column('previousHash'), column('hash')],
  )
}

/** Refused links of the account that have no successor: the next after `after`, in the order of their ids. */
export async function listLastRefused(
  sql: Sql,
  partnerAccount: string,
  after: string,
  most: number,
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select claim_link_id as id from deposit
     where state = 'refused' and partner_account = $1 and claim_link_id > $2
       and not exists (select from claim_link where replaces_id = claim_link_id)
     order by claim_link_id limit $3`,
    [partnerAccount, after, most],
  )
  return rows.map(row => row.id)
}
