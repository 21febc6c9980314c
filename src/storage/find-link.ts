/** Finding claim links by what people have in their hands. */
import { columns, depositState, type ListedLink } from './claim-link.ts'
import type { Sql } from './database.ts'

export type FoundLink = ListedLink & { readonly senderName: string }

const selected = `${columns}, ${depositState},
  (select sender_name from campaign where campaign.id = claim_link.campaign_id) as "senderName"`

/** Ids that begin with `prefix`, in their order. */
export async function byPrefix(sql: Sql, prefix: string, most: number): Promise<FoundLink[]> {
  return await sql.query<FoundLink>(
    `select ${selected} from claim_link
     where id between rpad($1, 26, '0') and rpad($1, 26, 'Z') order by id limit $2`,
    [prefix, most],
  )
}

/**
 * Whose external id is `externalId`, then those of which it is a part, capital letters or not. Of a million links the
 * index alone is read for the second.
 */
export async function byExternalId(sql: Sql, externalId: string, most: number): Promise<FoundLink[]> {
  const pattern = `%${externalId.replace(/[\\%_]/g, '\\$&')}%`
  return await sql.query<FoundLink>(
    `select ${selected} from claim_link
     join (select campaign_id, external_id, false as revoked from (
         select campaign_id, external_id from claim_link where revoked_at is null and external_id ilike $2 limit $3) live
       union all
       select campaign_id, external_id, true from (
         select campaign_id, external_id from claim_link where revoked_at is not null and external_id ilike $2
         limit $3) revoked
       union
       select campaign.id, $1, revoked from campaign, (values (true), (false)) any_state (revoked)) match
       using (campaign_id, external_id)
     where (revoked_at is not null) = match.revoked
     order by external_id <> $1, external_id, created_at limit $3`,
    [externalId, pattern, most],
  )
}
