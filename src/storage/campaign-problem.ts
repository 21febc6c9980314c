/** Problems of campaigns: one row for each kind, however often it was met. */
import type { ProblemKind } from '../domain/merge-tag.ts'
import type { Sql } from './database.ts'

export type CampaignProblem = {
  readonly kind: ProblemKind
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
}

export type Sighting = { readonly campaignId: string; readonly kind: ProblemKind; readonly count: number }

/** What nobody has met for a week is over; met again, it is a new one. */
export const isRecent = "campaign_problem.last_at > now() - interval '7 days'"

/** Adds to what is counted; sightings of campaigns that there are not are left out. */
export async function add(sql: Sql, sightings: readonly Sighting[]): Promise<void> {
  await sql.query(
    `insert into campaign_problem (campaign_id, kind, count)
     select seen.* from unnest($1::text[], $2::text[], $3::bigint[]) seen (campaign_id, kind, count)
     join campaign on campaign.id = seen.campaign_id
     order by seen.campaign_id, seen.kind
     on conflict (campaign_id, kind) do update
       set count = case when ${isRecent} then campaign_problem.count else 0 end + excluded.count,
         first_at = case when ${isRecent} then campaign_problem.first_at else now() end, last_at = now()`,
    [
      sightings.map(({ campaignId }) => campaignId),
      sightings.map(({ kind }) => kind),
      sightings.map(({ count }) => count),
    ],
  )
}

/** The most recent first. */
export async function list(sql: Sql, campaignId: string): Promise<CampaignProblem[]> {
  return await sql.query<CampaignProblem>(
    `select kind, count, first_at as "firstAt", last_at as "lastAt" from campaign_problem
     where campaign_id = $1 and ${isRecent} order by last_at desc, kind`,
    [campaignId],
  )
}
