/**
 * The pace of a partner account, shared by all processes in one row: Amazon takes so many calls a second. A slot is
 * given only to a sender whose lease is good and whose account is not on hold, so it is also the last look before a call.
 */
import type { Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

/**
 * 4 % more than an equal share of the second: slots of just that share let one call too many into some seconds, when
 * a process comes a little late to its slot or the network holds a call up.
 */
export const slotSpaceMs = 1_040
/** Nobody waits longer for a slot. */
const longestWaitMs = 2_000
/** No pace gives a slot farther away than this: the database's clock was set back. */
const impossibleMs = 60_000
/** What must be left of the lease: Amazon's deadline and a second to record. */
const callMs = 7_000

export type SlotTerms = {
  readonly partnerAccount: string
  /** The first slot begins at least this many milliseconds from now. */
  readonly leadMs: number
  /** Milliseconds that the last slot is longer than usual, for a sender that cannot keep its time. */
  readonly spareMs: number
  /** Never more than this many slots in any second. */
  readonly callsPerSecond: number
  /** Sent in spite of a hold, unless one that waits for a person has begun since its lease. */
  readonly isProbe: boolean
}

/** Slots that follow each other, in milliseconds of the database's clock. */
export type Slots = {
  readonly firstMs: number
  readonly everyMs: number
  /** When they were given. */
  readonly nowMs: number
  /** The claim links that each got one, in the order of the leases. */
  readonly ids: readonly string[]
}

type Leased = { readonly claimLinkId: string; readonly number: number }

/**
 * Takes the next free slots, one for each lease that is good; null when there is none: no lease is good any more, the
 * account or the campaign is on hold, or too many wait. Nobody waits for the disk: a server that forgets a slot in a crash
 * comes back when it is over.
 */
export async function takeSlots(
  sql: Sql,
  leases: readonly Leased[],
  { partnerAccount, callsPerSecond, isProbe, leadMs, spareMs }: SlotTerms,
): Promise<Slots | null> {
  const [row] = await sql.query<Slots>(
    `with good as (
       select array_agg(d.claim_link_id order by place) as ids, min(d.leased_until) as leased_until
       from unnest($1::text[], $2::int[]) with ordinality as leased (id, number, place)
         join deposit d on d.claim_link_id = id and d.attempts = number and d.state = 'sending'
         join campaign on campaign.id = d.campaign_id and campaign.held_since is null
       where d.leased_until > clock_timestamp() + make_interval(secs => $5 / 1000.0)),
     pace as (
       select name, make_interval(secs => $3::float8 * slowdown / 1000.0) as slot,
         make_interval(secs => $10::float8 / 1000.0) as spare,
         clock_timestamp() + make_interval(secs => $9::float8 / 1000.0) as earliest
       from partner_account where name = $7)
     update partner_account pa set next_slot_at =
       case when pa.next_slot_at > clock_timestamp() + make_interval(secs => $8 / 1000.0) then pace.earliest
         else greatest(pa.next_slot_at, pace.earliest) end + pace.slot * cardinality(good.ids) + pace.spare
     from pace, good, ${unsynced}
     where pa.name = pace.name and good.leased_until > clock_timestamp() + make_interval(secs => $5 / 1000.0)
       and (pa.hold_reason is null or ($6 and pa.send_after < 'infinity'))
       and pa.next_slot_at not between clock_timestamp() + make_interval(secs => $4 / 1000.0)
         and clock_timestamp() + make_interval(secs => $8 / 1000.0)
     returning ${inMs('pa.next_slot_at - pace.slot * cardinality(good.ids) - pace.spare')} as "firstMs",
       ${inMs('pace.slot')} as "everyMs", ${inMs('clock_timestamp()')} as "nowMs", good.ids`,
    [
      leases.map(({ claimLinkId }) => claimLinkId),
      leases.map(({ number }) => number),
      slotSpaceMs / callsPerSecond,
      longestWaitMs,
      callMs,
      isProbe,
      partnerAccount,
      impossibleMs,
      leadMs,
      spareMs,
    ],
  )
  return row ?? null
}

function inMs(time: string): string {
  return `extract(epoch from ${time})::float8 * 1000`
}

/** Amazon asked for a slower pace: nothing is sent for `pauseMs`, and then at half the pace there was. */
export async function slowDown(sql: Sql, accountName: string, pauseMs: number): Promise<void> {
  await sql.query(
    `update partner_account set slowdown = least(2 * slowdown, 16),
       send_after = greatest(send_after, now() + make_interval(secs => $2 / 1000.0))
     where name = $1`,
    [accountName, pauseMs],
  )
}
