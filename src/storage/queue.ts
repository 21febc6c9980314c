/** The queue as a whole, read for all pages at once: how long each lane is, when its deposits consented, what is held. */
import { type AccountQueue, type Lane, sampledEvery } from '../domain/queue.ts'
import type { Sql } from './database.ts'

/** One read of the index of waiting deposits; it touches no deposit that has been settled. */
export async function readQueue(sql: Sql): Promise<AccountQueue[]> {
  const lanes = await readLanes(sql)
  const accounts = await readAccounts(sql)
  return accounts.map(account => ({
    ...account,
    lanes: lanes.filter(lane => lane.partnerAccount === account.name),
  }))
}

/** Campaign by campaign, because within one the index has the order, and nothing has to be sorted. */
async function readLanes(sql: Sql): Promise<Lane[]> {
  return await sql.query<Lane>(
    `select campaign.partner_account as "partnerAccount", campaign.id as "campaignId", held_since as "heldSince", lane.*
     from campaign cross join lateral (
       select count(*) as waiting, ${inMs('max(consented_at)')} as newest,
         json_agg(${inMs('consented_at')}) filter (where number % $1 = 1) as samples
       from (
         select consented_at, row_number() over (order by consented_at, claim_link_id) as number from deposit
         where state = 'pending' and partner_account = campaign.partner_account and campaign_id = campaign.id) each) lane
     where waiting > 0 order by 1, 2`,
    [sampledEvery],
  )
}

async function readAccounts(sql: Sql): Promise<Omit<AccountQueue, 'lanes'>[]> {
  return await sql.query<Omit<AccountQueue, 'lanes'>>(
    `select name, hold_reason as "holdReason", held_since as "heldSince",
       (select count(*) from deposit where state = 'sending' and partner_account = name) as sending
     from partner_account order by name`,
  )
}

/** How many deposits of each partner account ended in the last `seconds`, deposited or refused. */
export async function countDecided(sql: Sql, seconds: number): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ name: string; count: number }>(
    `select partner_account as name, count(*) from deposit
     where decided_at > now() - make_interval(secs => $1) group by partner_account`,
    [seconds],
  )
  return new Map(rows.map(({ name, count }) => [name, count]))
}

/** Cut off as a Date is, so that a deposit finds itself among the samples. */
function inMs(time: string): string {
  return `floor(extract(epoch from ${time}) * 1000)::bigint`
}
