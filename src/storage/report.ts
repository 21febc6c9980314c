/** The links of a campaign with what became of them, through a cursor: a million pass through little memory. */
import { issuing } from './claim-link.ts'
import type { Sql } from './database.ts'

export type ReportFilter = {
  readonly campaignId: string
  /** In one word, as the rows say it; null for all. */
  readonly state: string | null
  /** Since when the link is in its state: from this moment on, until before that one. */
  readonly from: Date | null
  readonly to: Date | null
}

export type ReportRow = {
  readonly id: string
  readonly externalId: string | null
  readonly state: string
  readonly since: Date
  readonly amountMinor: number
  readonly currency: string
  readonly reason: string | null
  readonly issuedAt: Date
  readonly claimedAt: Date | null
  readonly decidedAt: Date | null
  readonly machines: number
  readonly browsers: number
  readonly people: number
  readonly signedIn: number
  readonly source: string
  readonly medium: string
}

const pageSize = 1_000

/** In the order in which they were issued; within one transaction that only reads. */
export async function* read(tx: Sql, filter: ReportFilter): AsyncGenerator<ReportRow[]> {
  await tx.query(`declare report no scroll cursor for ${text}`, [
    filter.campaignId,
    filter.state,
    filter.from,
    filter.to,
  ])
  for (;;) {
    const rows = await tx.query<ReportRow>(`fetch ${pageSize} from report`)
    if (rows.length === 0) return
    yield rows
  }
}

const text = `select * from (
    select link.id, external_id as "externalId", link.amount_minor as "amountMinor", link.currency, reason,
      case when deposit.state in ('pending', 'sending') then 'waiting'
        when deposit.state is not null then deposit.state
        when revoked_at is not null then 'revoked'
        when ${issuing} then 'issuing'
        when campaign.state = 'ended' or closes_at <= now() or expires_at <= now() then 'expired'
        when paused_at is not null then 'paused' else 'unclaimed' end as state,
      coalesce(decided_at, consented_at, revoked_at,
        case when least(closes_at, expires_at) <= now() then least(closes_at, expires_at) end, paused_at,
        link.created_at) as since,
      link.created_at as "issuedAt", consented_at as "claimedAt", decided_at as "decidedAt",
      coalesce(machines, 0) as machines, coalesce(browsers, 0) as browsers, coalesce(people, 0) as people,
      coalesce(signed_in, 0) as "signedIn", coalesce(source, '') as source, coalesce(medium, '') as medium
    from campaign join claim_link link on link.campaign_id = campaign.id
      left join deposit on deposit.claim_link_id = link.id
      left join visit on visit.claim_link_id = link.id
    where campaign.id = $1 and not link.rehearsal) row
  where ($2::text is null or state = $2) and ($3::timestamptz is null or since >= $3)
    and ($4::timestamptz is null or since < $4)
  order by "issuedAt"`
