/**
 * The queue of deposits: a deposit's row is its own job. Who may send is decided here by row locks and by leases in
 * database time; what an answer means is decided in the domain.
 */
import type { PartnerAccount } from '../domain/partner-account.ts'
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
  /** Whether its lane has more that is due. */
  readonly more: boolean
}

/** What waits of one campaign at one partner account: first come, first served. */
export type Lane = { readonly partnerAccount: string; readonly campaignId: string }

export type LeaseTerms = {
  /** Only deposits whose registered environment equals one of these are sent. */
  readonly accounts: readonly PartnerAccount[]
  readonly leaseMs: number
  readonly resendWindowMs: number
}

/** A deposit that may have been applied is sent again only while Amazon surely knows its request id. */
const fresh = `(not d.in_doubt or d.first_sent_at >= now() - make_interval(secs => $1 / 1000.0))`
const sameEnvironment = `(pa.name, pa.amazon_env, pa.incentives_host, pa.region, pa.marketplace, pa.partner_id) in
  (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]))`

/** While the slots of this long are given away, another lease would only wait. */
const hasSlots = `pa.next_slot_at not between now() + interval '1.5 seconds' and now() + interval '1 minute'`

/** Leases the deposit of the lane that consented first among those that are due. */
export async function lease(tx: Sql, terms: LeaseTerms, lane: Lane): Promise<Lease | undefined> {
  return await leaseWhere(tx, terms, lane.partnerAccount, {
    condition: `d.campaign_id = $10 and d.next_attempt_at <= now() and pa.hold_reason is null
      and pa.send_after <= now() and ${hasSlots} and campaign.held_since is null`,
    order: 'd.consented_at, d.claim_link_id',
    values: [lane.campaignId],
  })
}

/**
 * Leases the deposit that finds out whether a hold is over: the one that has waited longest, but in an outage one
 * that is in doubt already, whatever it waits for, so that the probes of a long night put no others in doubt.
 */
export async function leaseProbe(
  tx: Sql,
  terms: LeaseTerms,
  partnerAccount: string,
): Promise<Lease | undefined> {
  return await leaseWhere(tx, terms, partnerAccount, {
    condition: `campaign.held_since is null and (d.next_attempt_at <= now() or pa.hold_reason = 'outage')`,
    order: `(pa.hold_reason = 'outage' and d.in_doubt) desc,
      case when pa.hold_reason = 'outage' and d.in_doubt then d.next_attempt_at else d.consented_at end`,
    values: [],
  })
}

type Choice = {
  readonly condition: string
  readonly order: string
  readonly values: readonly string[]
}

async function leaseWhere(
  tx: Sql,
  terms: LeaseTerms,
  partnerAccount: string,
  { condition, order, values }: Choice,
): Promise<Lease | undefined> {
  const environments = transpose(terms.accounts.map(identity))
  const [row] = await tx.query<Lease>(
    `with candidate as (
       select d.claim_link_id from deposit d join partner_account pa on pa.name = d.partner_account
         join campaign on campaign.id = d.campaign_id
       where d.state = 'pending' and d.partner_account = $9 and ${fresh} and ${sameEnvironment} and ${condition}
       order by ${order} limit 1 for update of d skip locked)
     update deposit set
       state = 'sending', attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, now()),
       leased_until = now() + make_interval(secs => $8 / 1000.0)
     from candidate where deposit.claim_link_id = candidate.claim_link_id
     returning deposit.claim_link_id as "claimLinkId", partner_account as "partnerAccount",
       amount_minor as "amountMinor", currency, body, attempts as number,
       exists (select from deposit other
               where other.partner_account = deposit.partner_account and other.campaign_id = deposit.campaign_id
                 and other.state = 'pending' and other.next_attempt_at <= now()
                 and other.claim_link_id <> deposit.claim_link_id) as more`,
    [terms.resendWindowMs, ...environments, terms.leaseMs, partnerAccount, ...values],
  )
  return row
}

/**
 * The campaigns of an account that have a deposit to send now, in the order of their ids; none while it is on hold.
 * Steps from lane to lane in the index, so that long lanes cost no more than short ones.
 */
export async function listLanes(sql: Sql, partnerAccount: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `with recursive lane (id) as (
       (select campaign_id from deposit where partner_account = $1 and state = 'pending' order by campaign_id limit 1)
       union all
       select (select campaign_id from deposit
               where partner_account = $1 and state = 'pending' and campaign_id > lane.id
               order by campaign_id limit 1)
       from lane where lane.id is not null)
     select lane.id from lane join campaign on campaign.id = lane.id
     where campaign.held_since is null
       and exists (select from partner_account pa
                   where name = $1 and hold_reason is null and send_after <= now() and ${hasSlots})
       and exists (select from deposit where partner_account = $1 and campaign_id = lane.id and state = 'pending'
                   and next_attempt_at <= now())
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
