/** Finding claim links by what people have in their hands. */
import { type ShownLink, shownColumns } from './claim-link.ts'
import type { Sql } from './database.ts'

export type FoundLink = ShownLink & { readonly campaignName: string }

const selected = `${shownColumns},
  (select coalesce(nullif(name, ''), sender_name) from campaign
   where campaign.id = claim_link.campaign_id) as "campaignName"`

/** Ids that begin with `prefix`, in their order. */
export async function byPrefix(sql: Sql, prefix: string, most: number): Promise<FoundLink[]> {
  return await sql.query<FoundLink>(
    `select ${selected} from claim_link
     where id between rpad($1, 26, '0') and rpad($1, 26, 'Z') order by id limit $2`,
    [prefix, most],
  )
}

/** Whose external id is exactly this, oldest first. */
export async function byExternalId(sql: Sql, externalId: string, most: number): Promise<FoundLink[]> {
  const match = '(select id as campaign_id, $1 as external_id from campaign) match'
  return await sql.query<FoundLink>(
    `select * from (${ofMatch(match, 'is null')} union all ${ofMatch(match, 'is not null')}) found
     order by "createdAt" limit $2`,
    [externalId, most],
  )
}

/** Of whose external id this is a part, capital letters or not. Of a million links the index alone is read. */
export async function byPart(sql: Sql, part: string, most: number): Promise<FoundLink[]> {
  const matches = (revoked: string) =>
    `(select campaign_id, external_id from claim_link where revoked_at ${revoked} and external_id ilike $1 limit $2) match`
  return await sql.query<FoundLink>(
    `select * from (${ofMatch(matches('is null'), 'is null')} union all ${ofMatch(matches('is not null'), 'is not null')}) found
     order by "externalId", "createdAt" limit $2`,
    [`%${part.replace(/[\\%_]/g, '\\$&')}%`, most],
  )
}

/** "offset 0" keeps it a look into the index for each match, however many the planner expects. */
function ofMatch(match: string, revoked: string): string {
  return `select found.* from ${match} cross join lateral (
    select ${selected} from claim_link
    where campaign_id = match.campaign_id and external_id = match.external_id and revoked_at ${revoked} offset 0) found`
}
