/**
 * The queue of deposits: a deposit's row is its own job. Who may send is decided here by row locks and by leases in
 * database time; what an answer means is decided in the domain.
 */
import type { ChainedEntry, ChainHead } from '../domain/deposit-event.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Sql, Transaction } from './database.ts'
import { headColumns } from './deposit-event.ts'
import { hasCome } from './due.ts'
import { identity } from './partner-account.ts'

/** A deposit that is due, with its row locked: it may be leased. */
export type Due = ChainHead & {
  readonly claimLinkId: string
  readonly partnerAccount: string
  readonly amountMinor: number
  readonly currency: string
  readonly body: Buffer
  /** The attempt that a lease is for, from 1. */
  readonly number: number
}

/** What waits of one campaign at one partner account: first come, first served. */
export type Lane = { readonly partnerAccount: string; readonly campaignId: string }

export type LeaseTerms = {
  /** Only deposits whose registered environment equals one of these are sent. */
  readonly accounts: readonly PartnerAccount[]
  readonly resendWindowMs: number
}

/**
 * A deposit that may have been applied is sent again only while Amazon surely knows its request id. One that is in doubt
 * and was never sent was consented to after a restore: whoever released the account has answered for earlier claims of
 * its link.
 */
const fresh = `(not d.in_doubt or coalesce(d.first_sent_at, now()) >= now() - make_interval(secs => $1 / 1000.0))`
const sameEnvironment = `(pa.name, pa.amazon_env, pa.incentives_host, pa.region, pa.marketplace, pa.partner_id) in
  (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]))`

/** While the slots of this long are given away, another lease would only wait. */
const hasSlots = `pa.next_slot_at not between now() + interval '1.5 seconds' and now() + interval '1 minute'`

const dueColumns = `d.claim_link_id as "claimLinkId", d.partner_account as "partnerAccount",
  d.amount_minor as "amountMinor", d.currency, d.body, d.attempts + 1 as number, ${headColumns}`

/**
 * Locks the first deposits of the lane, `most` at most, by consent among those that are due. They are looked for by
 * themselves, so that the index gives them in their order and a long lane costs no more than a short one.
 */
export async function lockDue(tx: Sql, terms: LeaseTerms, lane: Lane, most: number): Promise<Due[]> {
  return await tx.query<Due>(
    `select ${dueColumns}
     from partner_account pa join campaign on campaign.id = $9, lateral (
       select * from deposit d
       where d.state = 'pending' and d.partner_account = $8 and d.campaign_id = $9 and ${hasCome('d.next_attempt_at')}
         and ${fresh}
       order by d.consented_at, d.claim_link_id limit $10 for update skip locked) d
     where pa.name = $8 and ${sameEnvironment} and pa.hold_reason is null and ${hasCome('pa.send_after')} and ${hasSlots}
       and campaign.held_since is null
     order by d.consented_at, d.claim_link_id`,
    [...termsOf(terms), lane.partnerAccount, lane.campaignId, most],
  )
}

/** Of each lane so many take turns. */
const mostProbed = 10

/** An outage that so many have met is no matter of one of them. */
const mostDoubted = 20
/** One of so many probes of an outage that few have met is sent with another deposit. */
const doubtedInTurn = 4

/**
 * Locks the deposit that finds out whether a hold is over: the one that has waited longest untried, and where all were
 * tried one of the oldest in turn, because Amazon may not permit just this one. In an outage it is one that is in doubt
 * already, whatever it waits for, so that the probes of a long night put few others in doubt; not always while there are
 * few, which may be the only ones that Amazon does not answer. None while somebody else has it.
 */
export async function lockProbe(tx: Sql, terms: LeaseTerms, partnerAccount: string): Promise<Due[]> {
  return await tx.query<Due>(
    `with recursive lane (id) as (${lanesOf('$8')}),
     outage as (
       select hold_reason = 'outage' as "is", unanswered % ${doubtedInTurn} = 0 and (
         select count(*) from (
           select from deposit where state = 'pending' and in_doubt and partner_account = $8 limit ${mostDoubted}) d
         ) < ${mostDoubted} as "isOthersTurn"
       from partner_account where name = $8),
     doubtful as (
       select d.claim_link_id as id from deposit d join campaign on campaign.id = d.campaign_id
       where d.state = 'pending' and d.in_doubt and d.partner_account = $8 and ${fresh} and held_since is null
         and (select "is" from outage)
       order by d.next_attempt_at limit 1),
     untried as (${oldestOf('d.attempts = 0', 1)}),
     oldest as (${oldestOf('true', mostProbed)})
     select ${dueColumns} from deposit d join partner_account pa on pa.name = d.partner_account
     where d.state = 'pending' and ${sameEnvironment} and d.claim_link_id = coalesce(
       case when (select "isOthersTurn" from outage) then (select id from untried) end,
       (select id from doubtful), (select id from untried), (select id from oldest))
     for update of d skip locked`,
    [...termsOf(terms), partnerAccount],
  )
}

/** Of the first of each lane for which this is true, so many, the one that was tried least and has waited longest. */
function oldestOf(condition: string, most: number): string {
  return `select first.id from lane join campaign on campaign.id = lane.id, lateral (
       select d.claim_link_id as id, d.attempts, d.consented_at from deposit d
       where d.state = 'pending' and d.partner_account = $8 and d.campaign_id = lane.id and ${fresh} and ${condition}
         and (${hasCome('d.next_attempt_at')} or (select "is" from outage))
       order by d.consented_at, d.claim_link_id limit ${most}) first
     where held_since is null order by first.attempts, first.consented_at limit 1`
}

/** What a recursive query takes to step from lane to lane in the index, so that long lanes cost no more than short ones. */
function lanesOf(account: string): string {
  const first = `select campaign_id from deposit where partner_account = ${account} and state = 'pending'`
  return `(${first} order by campaign_id limit 1)
    union all
    select (${first} and campaign_id > lane.id order by campaign_id limit 1) from lane where lane.id is not null`
}

/** $1 to $7. */
function termsOf({ resendWindowMs, accounts }: LeaseTerms): Array<number | string[]> {
  return [resendWindowMs, ...transpose(accounts.map(identity))]
}

export type NewLease = Pick<Due, 'number'> & {
  /** Says that it is being sent. */
  readonly entry: ChainedEntry
}

/** Leases the locked deposits, with an attempt and an entry for each, as the last statement. */
export async function lease(tx: Transaction, leaseMs: number, leases: readonly NewLease[]): Promise<void> {
  const column = <Key extends keyof ChainedEntry>(key: Key) => leases.map(({ entry }) => entry[key])
  await tx.last(
    `with leased as (
       select * from unnest($2::text[], $3::int[], $4::int[], $5::text[], $6::bytea[], $7::bytea[])
         as row (id, number, sequence, payload, previous_hash, hash)),
     begun as (insert into attempt (claim_link_id, number) select id, number from leased),
     entry as (
       insert into deposit_event (claim_link_id, sequence, payload, previous_hash, hash)
       select id, sequence, payload, previous_hash, hash from leased)
     update deposit set
       state = 'sending', attempts = number, first_sent_at = coalesce(first_sent_at, now()),
       leased_until = now() + make_interval(secs => $1 / 1000.0), events = sequence, chain_head = hash
     from leased where claim_link_id = id`,
    [
      leaseMs,
      column('claimLinkId'),
      leases.map(({ number }) => number),
      column('sequence'),
      column('payload'),
      column('previousHash'),
      column('hash'),
    ],
  )
}

/** The campaigns of an account that have a deposit to send now, in the order of their ids; none while it is on hold. */
export async function listLanes(sql: Sql, partnerAccount: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `with recursive lane (id) as (${lanesOf('$1')})
     select lane.id from lane join campaign on campaign.id = lane.id
     where campaign.held_since is null
       and exists (select from partner_account pa
                   where name = $1 and hold_reason is null and ${hasCome('send_after')} and ${hasSlots})
       and exists (select from deposit where partner_account = $1 and campaign_id = lane.id and state = 'pending'
                   and ${hasCome('next_attempt_at')})
     order by lane.id`,
    [partnerAccount],
  )
  return rows.map(row => row.id)
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

/** Tells every process that there may be something to send. */
export async function announce(sql: Sql): Promise<void> {
  await sql.query(`notify ${channel}`)
}

/** The channel of `announce`. */
export const channel = 'deposit_due'

function transpose(rows: ReadonlyArray<readonly string[]>): string[][] {
  return Array.from({ length: 6 }, (_, column) => rows.map(row => row[column] ?? ''))
}
