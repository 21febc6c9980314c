/** What a launch looks at: links in sum, and what a partner account owes already. */
import type { LinkTotals } from '../domain/launch-problem.ts'
import type { Sql } from './database.ts'

export type HasLinks = {
  /** Of any kind, revoked ones and rehearsals included. */
  readonly hasLinks: boolean
  readonly hasRealLinks: boolean
}

export async function hasLinks(sql: Sql, campaignId: string): Promise<HasLinks> {
  const [row] = await sql.query<HasLinks>(
    `select exists (select from claim_link where campaign_id = $1) as "hasLinks",
       exists (select from claim_link where campaign_id = $1 and not rehearsal) as "hasRealLinks"`,
    [campaignId],
  )
  if (row) return row
  throw new Error('bug: a select without rows')
}

/** Of the links that somebody can still claim; what is reserved has left the budget. */
export async function linkTotals(sql: Sql, campaignId: string): Promise<LinkTotals> {
  const [row] = await sql.query<LinkTotals>(
    `select count(*)::int as links, coalesce(sum(amount_minor), 0)::bigint as "totalMinor",
       coalesce(min(amount_minor), 0) as "leastMinor", coalesce(max(amount_minor), 0) as "mostMinor"
     from claim_link
     where campaign_id = $1 and revoked_at is null and not rehearsal and not reserved
       and not exists (select from deposit where claim_link_id = claim_link.id)`,
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
