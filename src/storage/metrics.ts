/** What all processes share and only the database knows, counted from indexes alone. */
import type { Sql } from './database.ts'

export type StateCount = { readonly account: string; readonly state: string; readonly count: number }
export type AccountGauge = {
  readonly account: string
  readonly waiting: number
  /** Since the oldest consent that still waits; null while nothing does. */
  readonly oldestSeconds: number | null
  readonly holdReason: string | null
  readonly heldCampaigns: number
}

/** Campaign by campaign, because within one the index has the states. */
export async function countStates(sql: Sql): Promise<StateCount[]> {
  return await sql.query<StateCount>(
    `select partner_account as account, each.state, sum(count)::bigint as count
     from campaign cross join lateral (
       select state, count(*) from deposit where campaign_id = campaign.id and state = 'deposited' group by state
       union all
       select state, count(*) from deposit
       where campaign_id = campaign.id and state in ('refused', 'review') group by state
       union all
       select state, count(*) from deposit
       where partner_account = campaign.partner_account and campaign_id = campaign.id and state = 'pending'
       group by state) each
     group by partner_account, each.state
     union all
     select partner_account, state, count(*) from deposit where state = 'sending' group by partner_account, state
     order by account, state`,
  )
}

/** Each partner account with its line and what is held. */
export async function readAccounts(sql: Sql): Promise<AccountGauge[]> {
  return await sql.query<AccountGauge>(
    `select account.name as account, hold_reason as "holdReason", line.*,
       (select count(*) from campaign where partner_account = account.name and held_since is not null) as "heldCampaigns"
     from partner_account account, lateral (
       select coalesce(sum(count), 0)::bigint as waiting,
         extract(epoch from now() - min(oldest))::float8 as "oldestSeconds"
       from campaign cross join lateral (
         select count(*), min(consented_at) as oldest from deposit
         where state = 'pending' and deposit.partner_account = account.name and campaign_id = campaign.id) lane
       where campaign.partner_account = account.name) line
     order by account.name`,
  )
}
