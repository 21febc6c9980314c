/**
 * The pace of a partner account, shared by all processes in one row: Amazon takes so many calls a second. A slot is
 * given only to a sender whose lease is good and whose account is not on hold, so it is also the last look before a call.
 */
import type { Sql } from './database.ts'
import type { Lease } from './deposit-queue.ts'

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
  /** The slot begins at least this many milliseconds from now. */
  readonly leadMs: number
  /** Milliseconds that the slot is longer than usual, for a sender that cannot keep its time. */
  readonly spareMs: number
  /** Never more than this many slots in any second. */
  readonly callsPerSecond: number
  /** Sent in spite of a hold, unless one that waits for a person has begun since its lease. */
  readonly isProbe: boolean
}

/** Milliseconds of the database's clock: when the slot begins, and when it was given. */
export type Slot = { readonly atMs: number; readonly nowMs: number }

/**
 * Takes the next free slot; null when there is none: the lease is lost or nearly over, the account or the campaign is
 * on hold, or too many wait.
 */
export async function takeSlot(
  sql: Sql,
  lease: Lease,
  { callsPerSecond, isProbe, leadMs, spareMs }: SlotTerms,
): Promise<Slot | null> {
  const [row] = await sql.query<Slot>(
    `with pace as (
       select name, make_interval(secs => ($3::float8 * slowdown + $10::float8) / 1000.0) as slot,
         clock_timestamp() + make_interval(secs => $9::float8 / 1000.0) as earliest
       from partner_account where name = $7)
     update partner_account pa set next_slot_at =
       case when pa.next_slot_at > clock_timestamp() + make_interval(secs => $8 / 1000.0) then pace.earliest
         else greatest(pa.next_slot_at, pace.earliest) end + pace.slot
     from pace, deposit d join campaign on campaign.id = d.campaign_id
     where d.claim_link_id = $1 and d.attempts = $2 and d.state = 'sending' and pa.name = pace.name
       and d.leased_until > clock_timestamp() + make_interval(secs => $5 / 1000.0)
       and (pa.hold_reason is null or ($6 and pa.send_after < 'infinity')) and campaign.held_since is null
       and pa.next_slot_at not between clock_timestamp() + make_interval(secs => $4 / 1000.0)
         and clock_timestamp() + make_interval(secs => $8 / 1000.0)
     returning extract(epoch from pa.next_slot_at - pace.slot)::float8 * 1000 as "atMs",
       extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs"`,
    [
      lease.claimLinkId,
      lease.number,
      slotSpaceMs / callsPerSecond,
      longestWaitMs,
      callMs,
      isProbe,
      lease.partnerAccount,
      impossibleMs,
      leadMs,
      spareMs,
    ],
  )
  return row ?? null
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

/** Amazon took a call: the pace recovers by a tenth, up to the configured one. */
export async function speedUp(sql: Sql, accountName: string): Promise<void> {
  await sql.query(
    'update partner_account set slowdown = greatest(0.9 * slowdown, 1) where name = $1 and slowdown > 1',
    [accountName],
  )
}
