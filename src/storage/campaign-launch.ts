/** What a launch looks at: links in sum, and what a partner account owes already. */
import type { LinkTotals } from '../domain/launch-problem.ts'
import type { Sql } from './database.ts'
import { over } from './link-list.ts'
import { worthOf } from './link-sum.ts'

export type HasLinks = {
  /** Of any kind, revoked ones, rehearsals and ordered ones included. */
  readonly hasLinks: boolean
  /** The same without rehearsals. */
  readonly hasRealLinks: boolean
}

export async function hasLinks(sql: Sql, campaignId: string): Promise<HasLinks> {
  const [row] = await sql.query<HasLinks>(
    `select ordered or exists (select from claim_link where campaign_id = $1) as "hasLinks",
       ordered or exists (select from claim_link where campaign_id = $1 and not rehearsal) as "hasRealLinks"
     from (select exists (select from link_batch where campaign_id = $1 and ${underWay}) as ordered) batches`,
    [campaignId],
  )
  if (row) return row
  throw new Error('bug: a select without rows')
}

/** Whether somebody could claim one of its links now if the campaign were open; one is enough to say so. */
export async function hasClaimable(sql: Sql, campaignId: string): Promise<boolean> {
  // Batch by batch, because a million links that nobody has confirmed would be looked at one by one.
  const rows = await sql.query(
    `select from claim_link where campaign_id = $1 and batch_id is null and ${claimable}
     union all
     select from link_batch cross join lateral (select from claim_link where ${ofBatch} limit 1) one where ${confirmed}
     limit 1`,
    [campaignId],
  )
  return rows.length > 0
}

/** Whether an order of links waits for somebody to say that its file arrived, or is still being read. */
export async function hasOrders(sql: Sql, campaignId: string): Promise<boolean> {
  const rows = await sql.query(`select from link_batch where campaign_id = $1 and ${underWay} limit 1`, [
    campaignId,
  ])
  return rows.length > 0
}

const underWay = "state in ('receiving', 'checking', 'issuing')"
/** What is reserved has left the budget. */
const claimable = `revoked_at is null and not rehearsal and not reserved and not (${over})
  and not exists (select from deposit where claim_link_id = claim_link.id)`
const confirmed = "link_batch.campaign_id = $1 and link_batch.state <> 'withdrawn' and confirmed_delivery > 0"
const ofBatch = `batch_id = link_batch.id and batch_delivery <= confirmed_delivery and ${claimable}`

/** Of the links that somebody can still claim, once the campaign is open. */
export async function linkTotals(sql: Sql, campaignId: string): Promise<LinkTotals> {
  const [row] = await sql.query<LinkTotals>(
    `select count(*)::int as links, ${worthOf()} as "totalMinor",
       coalesce(min(amount_minor), 0) as "leastMinor", coalesce(max(amount_minor), 0) as "mostMinor"
     from (
       select amount_minor from claim_link where campaign_id = $1 and batch_id is null and ${claimable}
       union all
       select amount_minor from link_batch join claim_link on ${ofBatch} where ${confirmed}) claimable`,
    [campaignId],
  )
  if (row) return row
  throw new Error('bug: a select without rows')
}

/** What the account's deposits that wait or are being sent come to, in minor units. */
export async function owedMinor(sql: Sql, partnerAccount: string): Promise<number> {
  // Each half has an index of its own, which touches no deposit that has been settled.
  const [row] = await sql.query<{ sum: number }>(
    `select coalesce(sum(amount_minor), 0)::bigint as sum from (
       select amount_minor from deposit where partner_account = $1 and state = 'pending'
       union all select amount_minor from deposit where partner_account = $1 and state = 'sending') owed`,
    [partnerAccount],
  )
  return row?.sum ?? 0
}
