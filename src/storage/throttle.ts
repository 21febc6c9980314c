/**
 * The pace of a partner account, shared by all processes in one row: Amazon takes ten calls a second. A slot is given
 * only to a sender whose lease is good and whose account is not on hold, so it is also the last look before a call.
 */
import type { Sql } from './database.ts'
import type { Lease } from './deposit-queue.ts'

/** Ten a second with 3 % to spare: slots of 100 ms let an eleventh call into some seconds. */
const slotMs = 103
/** Nobody waits longer for a slot; a slot farther away than twice this means that the clock was set back. */
const longestWaitMs = 2_000
/** What must be left of the lease: Amazon's deadline and a second to record. */
const callMs = 7_000

/**
 * Milliseconds until the slot that was taken, or null when there is none: the lease is lost or nearly over, the
 * account is on hold, or too many wait. A probe is sent in spite of a hold, unless one that waits for a person has begun since its lease.
 */
export async function takeSlot(sql: Sql, lease: Lease, isProbe: boolean): Promise<number | null> {
  const [row] = await sql.query<{ wait: number }>(
    `update partner_account pa set next_slot_at =
       case when pa.next_slot_at > clock_timestamp() + make_interval(secs => 2 * $4 / 1000.0) then clock_timestamp()
         else greatest(pa.next_slot_at, clock_timestamp()) end + make_interval(secs => $3 / 1000.0)
     from deposit d
     where d.claim_link_id = $1 and d.attempts = $2 and d.state = 'sending' and pa.name = d.partner_account
       and d.leased_until > clock_timestamp() + make_interval(secs => $5 / 1000.0)
       and (pa.hold_reason is null or ($6 and pa.send_after < 'infinity'))
       and pa.next_slot_at not between clock_timestamp() + make_interval(secs => $4 / 1000.0)
         and clock_timestamp() + make_interval(secs => 2 * $4 / 1000.0)
     returning extract(epoch from pa.next_slot_at - clock_timestamp())::float8 * 1000 - $3::float8 as wait`,
    [lease.claimLinkId, lease.number, slotMs, longestWaitMs, callMs, isProbe],
  )
  return row ? Math.max(0, row.wait) : null
}

/** Sends nothing for `ms` milliseconds, because Amazon asked for a slower pace. */
export async function postpone(sql: Sql, accountName: string, ms: number): Promise<void> {
  await sql.query(
    `update partner_account set send_after = greatest(send_after, now() + make_interval(secs => $2 / 1000.0))
     where name = $1`,
    [accountName, ms],
  )
}
