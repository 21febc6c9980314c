/** Partner accounts as the database knows them: their fixed environment, holds, and when they may send next. */
import { DomainError } from '../domain/errors.ts'
import {
  type HoldReason,
  type PartnerAccount,
  probeEveryMs,
  type SendingHold,
} from '../domain/partner-account.ts'
import type { Sql } from './database.ts'
import { hasCome } from './due.ts'

/** The SQLSTATE of our own trigger. */
const hasClaimLinks = 'LR001'

/**
 * Registers the account or confirms that it is still the same. Throws `configuration` when its environment,
 * host, region, marketplace or partner id differ although it has claim links.
 */
export async function register(sql: Sql, account: PartnerAccount): Promise<void> {
  try {
    await sql.query(
      `insert into partner_account (name, amazon_env, incentives_host, region, marketplace, partner_id)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (name) do update set
         amazon_env = excluded.amazon_env, incentives_host = excluded.incentives_host, region = excluded.region,
         marketplace = excluded.marketplace, partner_id = excluded.partner_id`,
      identity(account),
    )
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === hasClaimLinks)) throw cause
    throw new DomainError(
      'configuration',
      `partner account "${account.name}": its environment, host, region, marketplace and partner id are fixed because it has claim links; restore them or add a new partner account`,
      { cause },
    )
  }
}

/** The values that due deposits are joined with, so that no deposit is sent to another environment than its own. */
export function identity(account: PartnerAccount): readonly string[] {
  const { name, amazonEnv, incentives, marketplace, partnerId } = account
  return [name, amazonEnv, incentives.host, incentives.region, marketplace, partnerId]
}

/**
 * Puts the account on hold, keeping the time an equal hold began; false where it waits for a person already. One that a
 * person has to end, and that comes while records are compared, begins after that.
 */
export async function hold(sql: Sql, name: string, reason: SendingHold): Promise<boolean> {
  const rows = await sql.query(
    `update partner_account set
       held_before = case when hold_reason = 'restore' then $2 end,
       held_since = case when hold_reason in ($2, 'restore') then held_since else now() end,
       hold_reason = case when hold_reason = 'restore' then hold_reason else $2 end,
       send_after = case when $3::int is null then 'infinity'
         else greatest(send_after, now() + make_interval(secs => $3 / 1000.0)) end
     where name = $1 and (send_after < 'infinity' or hold_reason = 'restore' and held_before is null and $2 in ('echo', 'operator'))
     returning name`,
    [name, reason, probeEveryMs(reason)],
  )
  return rows.length > 0
}

/** Accounts on hold whose probe is due; each is handed out once in its interval, to one process. */
export async function takeProbes(sql: Sql, names: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `update partner_account set
       send_after = now() + make_interval(secs => case hold_reason when 'outage' then $3::int else $2::int end / 1000.0)
     where name = any($1::text[]) and hold_reason is not null and ${hasCome('send_after')}
     returning name`,
    [names, probeEveryMs('funds'), probeEveryMs('outage')],
  )
  return rows.map(row => row.name)
}

/** Counts an answer that proved nothing; returns how many there were in a row. */
export async function countUnanswered(sql: Sql, name: string): Promise<number> {
  const [row] = await sql.query<{ unanswered: number }>(
    'update partner_account set unanswered = unanswered + 1 where name = $1 returning unanswered',
    [name],
  )
  return row?.unanswered ?? 0
}

/**
 * Amazon has given a clear answer: an outage is over. Taking a deposit ends every other hold too, but none that waits
 * for a person, and a pace that was slowed down recovers by a tenth.
 */
export async function noteAnswered(sql: Sql, name: string, tookDeposit: boolean): Promise<void> {
  await sql.query(
    `update partner_account set unanswered = 0,
       hold_reason = case when ${probed} then null else hold_reason end,
       held_since = case when ${probed} then null else held_since end,
       send_after = case when ${probed} then now() else send_after end,
       slowdown = case when $2 then greatest(0.9 * slowdown, 1) else slowdown end
     where name = $1 and (unanswered > 0 or slowdown > 1 or ${probed})`,
    [name, tookDeposit],
  )
}

const probed = `(hold_reason = 'outage' or ($2 and hold_reason is not null and send_after < 'infinity'))`

/** Why the account is on hold; null while it is not. */
export async function findHold(sql: Sql, name: string): Promise<HoldReason | null> {
  const [row] = await sql.query<{ reason: HoldReason | null }>(
    'select hold_reason as reason from partner_account where name = $1',
    [name],
  )
  return row?.reason ?? null
}

export type EndedHold = {
  readonly reason: HoldReason
  /** A person's hold from before a restore, which goes on. */
  readonly still: HoldReason | null
  /** Since it began a comparison with Amazon's records has ended without a difference. */
  readonly isReconciled: boolean
}

/** Ends any hold on an operator's word and returns what it was; null when there was none. */
export async function releaseByHand(sql: Sql, name: string): Promise<EndedHold | null> {
  const [row] = await sql.query<EndedHold>(
    `with held as (
       select name, hold_reason, held_before as still, coalesce(reconciled_at > held_since, false) as reconciled
       from partner_account where name = $1 and hold_reason is not null for update)
     update partner_account set hold_reason = still, held_since = case when still is not null then now() end,
       send_after = case when still is null then now() else 'infinity' end, held_before = null, unanswered = 0
     from held where partner_account.name = held.name
     returning held.hold_reason as reason, still, reconciled as "isReconciled"`,
    [name],
  )
  return row ?? null
}

/**
 * Remembers that Amazon's records, as they were `at` that time, tell all that may have been forgotten until `restoredAt`;
 * false where another restore was noticed since.
 */
export async function noteReconciled(
  sql: Sql,
  name: string,
  { at, restoredAt }: { readonly at: Date; readonly restoredAt: Date | null },
): Promise<boolean> {
  const rows = await sql.query(
    `update partner_account set reconciled_at = $2, restored_at = null
     where name = $1 and restored_at < $2 and date_trunc('milliseconds', restored_at) = $3 returning name`,
    [name, at, restoredAt],
  )
  return rows.length > 0
}

export type AccountStatus = {
  readonly name: string
  readonly holdReason: HoldReason | null
  readonly heldSince: Date | null
  /** Nothing is sent before; on hold, the time of the next probe, or null when it waits for a person. */
  readonly sendAfter: Date | null
  /** Until when claims may have been forgotten; null where none were, or all are known again. */
  readonly restoredAt: Date | null
}

const statusColumns = `name, hold_reason as "holdReason", held_since as "heldSince",
  nullif(send_after, 'infinity') as "sendAfter", restored_at as "restoredAt"`

export async function listStatus(sql: Sql): Promise<AccountStatus[]> {
  return await sql.query<AccountStatus>(`select ${statusColumns} from partner_account order by name`)
}

export async function findStatus(sql: Sql, name: string): Promise<AccountStatus | undefined> {
  const [row] = await sql.query<AccountStatus>(
    `select ${statusColumns} from partner_account where name = $1`,
    [name],
  )
  return row
}
