/** A database that may have forgotten: its accounts on hold, what is not decided in doubt, and how the doubt ends. */
import type { ChainedEntry, ChainHead } from '../domain/deposit-event.ts'
import type { Sql } from './database.ts'
import { headColumns } from './deposit-event.ts'

/**
 * Puts every partner account on hold, configured or not, and forgets what was compared before. A hold that a person
 * has to end is kept for later. `mac` is of the checkpoint that the database has forgotten, where one told so.
 */
export async function holdAll(tx: Sql, mac: string | null): Promise<void> {
  await tx.query('select from partner_account order by name for update')
  await tx.query(
    `update partner_account set
       held_before = case when hold_reason in ('operator', 'echo') then hold_reason else held_before end,
       hold_reason = 'restore', held_since = clock_timestamp(), send_after = 'infinity',
       restored_at = clock_timestamp(), reconciled_at = null`,
  )
  await tx.query('update installation set distrusted_at = clock_timestamp(), distrusted_mac = $1', [mac])
}

export type LastDistrust = { readonly at: Date | null; readonly mac: string | null }

/** When all accounts were last put on hold, and for which forgotten checkpoint. */
export async function lastDistrust(sql: Sql): Promise<LastDistrust> {
  const [row] = await sql.query<LastDistrust>(
    'select distrusted_at as at, distrusted_mac as mac from installation',
  )
  return row ?? { at: null, mac: null }
}

export type Doubtable = ChainHead & { readonly claimLinkId: string }

const columns = `claim_link_id as "claimLinkId", ${headColumns}`

/** Lets this transaction wait for whoever works on a deposit, and read a table of millions. */
async function takeTime(tx: Sql): Promise<void> {
  await tx.query("set local statement_timeout = 0; set local lock_timeout = '30s'")
}

/** Locks some deposits of the account that may have been sent without being in doubt; each state has an index of its own. */
export async function lockUndecided(tx: Sql, account: string, most: number): Promise<Doubtable[]> {
  await takeTime(tx)
  const ofState = (state: string) => `(select claim_link_id from deposit
    where state = '${state}' and partner_account = $1 and (not in_doubt or first_sent_at is null) limit $2)`
  return await tx.query<Doubtable>(
    `select ${columns} from deposit where claim_link_id in (
       select claim_link_id from (${['pending', 'sending', 'review'].map(ofState).join(' union all ')}) found
       order by claim_link_id limit $2) and state in ('pending', 'sending', 'review')
     order by claim_link_id for update`,
    [account, most],
  )
}

/** Puts the locked deposits in doubt, since their consent where no attempt is known. */
export async function doubt(tx: Sql, entries: readonly ChainedEntry[]): Promise<void> {
  await change(tx, entries, 'in_doubt = true, first_sent_at = coalesce(first_sent_at, consented_at)')
}

const unsent = `state = 'pending' and in_doubt and not exists (
  select from attempt where attempt.claim_link_id = deposit.claim_link_id and applied is distinct from 'no')`

/**
 * Locks some deposits of the account that wait, and are in doubt for no attempt of their own; none once another restore is
 * noticed. Asked again behind the locks: who held one may just have sent it.
 */
export async function lockUnsent(tx: Sql, account: string, most: number): Promise<Doubtable[]> {
  await takeTime(tx)
  const rows = await tx.query<{ id: string }>(
    `select claim_link_id as id from deposit where ${unsent} and partner_account = $1
       and exists (select from partner_account where name = $1 and restored_at is null)
     order by claim_link_id limit $2 for update`,
    [account, most],
  )
  return await tx.query<Doubtable>(
    `select ${columns} from deposit where claim_link_id = any($1::text[]) and ${unsent} order by claim_link_id`,
    [rows.map(({ id }) => id)],
  )
}

/** Ends the doubt of the locked deposits. */
export async function trust(tx: Sql, entries: readonly ChainedEntry[]): Promise<void> {
  await change(tx, entries, 'in_doubt = false, first_sent_at = case when attempts > 0 then first_sent_at end')
}

async function change(tx: Sql, entries: readonly ChainedEntry[], set: string): Promise<void> {
  const column = <Key extends keyof ChainedEntry>(key: Key) => entries.map(entry => entry[key])
  await tx.query(
    `with given as (
       select * from unnest($1::text[], $2::int[], $3::text[], $4::bytea[], $5::bytea[])
         as row (id, sequence, payload, previous_hash, hash)),
     entry as (
       insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
       select id, sequence, payload, previous_hash, hash from given)
     update deposit set ${set}, events = sequence, chain_head = hash from given where claim_link_id = id`,
    [column('claimLinkId'), column('sequence'), column('payload'), column('previousHash'), column('hash')],
  )
}

/** Decided in the minutes before anybody noticed, on a link that was there before. */
function suspect(link: string, deposit: string): string {
  return `${link}.created_at < restored_at and ${deposit}.decided_at
    between restored_at - interval '10 minutes' and restored_at + interval '1 minute'`
}

/**
 * Whether an older link was refused while a restored database had not been noticed yet: it may have been paid before, and
 * nothing of that was known when the no was believed.
 */
export async function isSuspect(sql: Sql, claimLinkId: string): Promise<boolean> {
  const rows = await sql.query(
    `select from deposit join claim_link link on link.id = claim_link_id
       join partner_account account on account.name = partner_account
     where claim_link_id = $1 and state = 'refused' and ${suspect('link', 'deposit')}`,
    [claimLinkId],
  )
  return rows.length > 0
}

/** Deposits of the account that wait because such a refusal was believed: for another account of the same recipient. */
export async function listAfterSuspects(sql: Sql, account: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select deposit.claim_link_id as id from deposit join claim_link link on link.id = deposit.claim_link_id
       join deposit before on before.claim_link_id = link.replaces_id
       join claim_link earlier on earlier.id = before.claim_link_id
       join partner_account account on account.name = deposit.partner_account
     where deposit.partner_account = $1 and deposit.state = 'pending' and before.state = 'refused'
       and ${suspect('earlier', 'before')}
     order by id`,
    [account],
  )
  return rows.map(row => row.id)
}

/** Links of the account that are not deposited and have no successor: the next after `after`. */
export async function listOpenEnds(
  sql: Sql,
  account: string,
  after: string,
  most: number,
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select link.id from claim_link link join campaign on campaign.id = link.campaign_id
       left join deposit on deposit.claim_link_id = link.id
     where campaign.partner_account = $1 and link.id > $2 and link.mock_code is null
       and not link.rehearsal and deposit.state is distinct from 'deposited'
       and not exists (select from claim_link later where later.replaces_id = link.id)
     order by link.id limit $3`,
    [account, after, most],
  )
  return rows.map(row => row.id)
}
