/** The list of a campaign's links, page by page by key: the millionth costs what the first does. */
import type { LinkState } from '../domain/link-state.ts'
import { issuing, type ShownLink, shownColumns } from './claim-link.ts'
import type { Sql } from './database.ts'

const claimed = 'exists (select from deposit where claim_link_id = claim_link.id'
const fresh = `not ${claimed}) and revoked_at is null`
/** Of a link whose own time is over. */
export const over = 'expires_at is not null and expires_at <= now()'
const unclaimable = `(${over}) or (select state = 'ended' or closes_at <= now() from campaign where id = $1)`

/** As `stateOf` tells them. */
const conditions: Readonly<Record<LinkState, string>> = {
  pending: `${claimed} and state = 'pending')`,
  sending: `${claimed} and state = 'sending')`,
  deposited: `${claimed} and state = 'deposited')`,
  refused: `${claimed} and state = 'refused')`,
  review: `${claimed} and state = 'review')`,
  revoked: `revoked_at is not null and not ${claimed})`,
  rehearsal: `rehearsal and ${fresh}`,
  issuing: `${fresh} and not rehearsal and batch_id in (
    select id from link_batch where link_batch.campaign_id = $1
      and (link_batch.state = 'withdrawn' or confirmed_delivery < delivery)) and ${issuing}`,
  expired: `${fresh} and not rehearsal and not (${issuing}) and (${unclaimable})`,
  paused: `${fresh} and not rehearsal and not (${issuing}) and not (${unclaimable}) and paused_at is not null`,
  unclaimed: `${fresh} and not rehearsal and not (${issuing}) and not (${unclaimable}) and paused_at is null`,
}

export type Page = {
  readonly campaignId: string
  /** Null for whatever state they are in. */
  readonly state: LinkState | null
  /** The id of the last link of the page before; null for the first page. */
  readonly after: string | null
  readonly most: number
}

/** Newest first. */
export async function list(sql: Sql, { campaignId, state, after, most }: Page): Promise<ShownLink[]> {
  const last = '(select created_at, id from claim_link last where last.id = $3)'
  const where = [
    'campaign_id = $1',
    ...(after === null
      ? []
      : [
          `created_at <= (select created_at from claim_link last where last.id = $3)`,
          `(created_at, id) < ${last}`,
        ]),
    ...(state === null ? [] : [conditions[state]]),
  ]
  return await sql.query<ShownLink>(
    `select ${shownColumns} from claim_link where ${where.join(' and ')} order by created_at desc, id desc limit $2`,
    [campaignId, most, ...(after === null ? [] : [after])],
  )
}

/** Links with this very external id that are not revoked, and those whose id begins so, at most twenty. */
export async function search(
  sql: Sql,
  campaignId: string,
  { externalId, prefix }: { readonly externalId: string; readonly prefix: string | null },
): Promise<ShownLink[]> {
  return await sql.query<ShownLink>(
    `select ${shownColumns} from claim_link
     where campaign_id = $1 and id in (
       select id from claim_link where campaign_id = $1 and external_id = $2 and revoked_at is null
       union select id from claim_link where id between $3 and rpad($3, 26, 'Z'))
     order by created_at desc, id desc limit 20`,
    [campaignId, externalId, prefix],
  )
}
