/**
 * The pace of a partner account, shared by all processes in one row: Amazon takes so many calls a second. A slot is
 * given only for a lease that is good and an account that is not on hold, so it is also the last look at both before a
 * call, unless it lies far ahead.
 */
import { callMs } from '../domain/amazon-call.ts'
import type { Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

/**
 * 4 % more than an equal share of the second: slots of just that share let one call too many into some seconds, when
 * a process comes a little late to its slot or the network holds a call up.
 */
export const slotSpaceMs = 1_040
/** Nobody waits longer for a slot. */
export const longestWaitMs = 2_000
/** No pace gives a slot farther away than this: the database's clock was set back. */
const impossibleMs = 60_000

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
       from ${leased} where d.leased_until > ${fromNow('$5')})
     update partner_account pa set next_slot_at =
       greatest(case when pa.next_slot_at <= ${fromNow('$8')} then pa.next_slot_at end, ${fromNow('$9')}) + ${taken}
     from good, ${unsynced}
     where pa.name = $7 and good.leased_until > ${fromNow('$5')}
       and ${mayBeSent('$6')}
       and pa.next_slot_at not between ${fromNow('$4')} and ${fromNow('$8')}
     returning ${inMs(`pa.next_slot_at - ${taken}`)} as "firstMs", $3 * slowdown as "everyMs",
       ${inMs('clock_timestamp()')} as "nowMs", good.ids`,
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

/** Whether this lease is good and not on hold, as it must be for a slot. */
export async function isGood(
  sql: Sql,
  { claimLinkId, number }: Leased,
  { partnerAccount, isProbe }: Pick<SlotTerms, 'partnerAccount' | 'isProbe'>,
): Promise<boolean> {
  const [row] = await sql.query(
    `select from ${leased} join partner_account pa on pa.name = $4
     where d.leased_until > ${fromNow('$3')} and ${mayBeSent('$5')}`,
    [[claimLinkId], [number], callMs, partnerAccount, isProbe],
  )
  return row !== undefined
}

/** Gives no slot away for so many milliseconds more. */
export async function leaveOut(sql: Sql, accountName: string, spareMs: number): Promise<void> {
  await sql.query(
    `update partner_account set next_slot_at =
       greatest(next_slot_at, clock_timestamp()) + make_interval(secs => $2 / 1000.0)
     from ${unsynced} where name = $1`,
    [accountName, spareMs],
  )
}

/** Amazon asked for a slower pace: nothing is sent for `pauseMs`, and then at half the pace there was. */
export async function slowDown(sql: Sql, accountName: string, pauseMs: number): Promise<void> {
  await sql.query(
    `update partner_account set slowdown = least(2 * slowdown, 16),
       next_slot_at = greatest(next_slot_at, clock_timestamp() + make_interval(secs => $2 / 1000.0)),
       send_after = greatest(send_after, now() + make_interval(secs => $2 / 1000.0))
     where name = $1`,
    [accountName, pauseMs],
  )
}

/** The deposits `d` of the claim links `$1`, leased for the attempts `$2`, whose campaign is not on hold. */
const leased = `unnest($1::text[], $2::int[]) with ordinality as leased (id, number, place)
         join deposit d on d.claim_link_id = id and d.attempts = number
         join campaign on campaign.id = d.campaign_id and campaign.held_since is null`

function mayBeSent(isProbe: string): string {
  return `(pa.hold_reason is null or (${isProbe} and pa.send_after < 'infinity'))`
}

/** The time that the slots take: `$3` milliseconds each at full pace, and `$10` once. */
const taken = 'make_interval(secs => ($3::float8 * slowdown * cardinality(good.ids) + $10::float8) / 1000.0)'

/** So many milliseconds from now; the clock is read anew where the statement had to wait for the row. */
function fromNow(milliseconds: string): string {
  return `clock_timestamp() + make_interval(secs => ${milliseconds}::float8 / 1000.0)`
}

function inMs(time: string): string {
  return `extract(epoch from ${time})::float8 * 1000`
}
