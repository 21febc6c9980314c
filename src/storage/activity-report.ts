/** Deposits as bookings, by the day on which Amazon decided them, through a cursor: a year passes through little memory. */
import type { Sql } from './database.ts'

export const bookingStates = ['deposited', 'refused', 'open'] as const

export type BookingScope = {
  /** `open`: not decided yet, by the day of the recipient's consent. */
  readonly state: (typeof bookingStates)[number]
  readonly from: Date
  /** The first moment that does not count. */
  readonly until: Date
  /** Null for all. */
  readonly partnerAccount: string | null
  readonly campaignId: string | null
}

export type Booking = {
  readonly at: Date
  readonly claimLinkId: string
  readonly partnerAccount: string
  readonly marketplace: string
  readonly campaignId: string
  readonly campaignName: string
  readonly senderName: string
  readonly budgetMinor: number
  readonly requestId: string
  readonly amazonRequestId: string | null
  readonly amountMinor: number
  readonly currency: string
  readonly state: string
}

export type BookingTotal = {
  readonly partnerAccount: string
  readonly marketplace: string
  readonly currency: string
  readonly count: number
  readonly amountMinor: number
}

const open = `select claim_link_id from deposit where state = 'pending'
  union all select claim_link_id from deposit where state = 'sending'
  union all select claim_link_id from deposit where state in ('refused', 'review') and state = 'review'`

/** Each by an index of its own. */
const inTime = {
  deposited: "d.state = 'deposited' and d.decided_at >= $1 and d.decided_at < $2",
  refused: "d.state = 'refused' and d.decided_at >= $1 and d.decided_at < $2",
  open: `d.claim_link_id in (${open}) and d.consented_at >= $1 and d.consented_at < $2`,
}

const source = (
  state: BookingScope['state'],
) => `from deposit d join partner_account pa on pa.name = d.partner_account
  where ${inTime[state]} and ($3::text is null or d.partner_account = $3) and ($4::text is null or d.campaign_id = $4)`

const valuesOf = ({ from, until, partnerAccount, campaignId }: BookingScope) => [
  from,
  until,
  partnerAccount,
  campaignId,
]

/** For each partner account and currency; none where nothing was booked. */
export async function sumUp(sql: Sql, scope: BookingScope): Promise<BookingTotal[]> {
  return await sql.query<BookingTotal>(
    `select d.partner_account as "partnerAccount", marketplace, currency, count(*), sum(amount_minor)::bigint as "amountMinor"
     ${source(scope.state)} group by 1, 2, 3 order by 1, 3`,
    valuesOf(scope),
  )
}

const pageSize = 1_000

/** In the order of their times; within one transaction that only reads. */
export async function* read(tx: Sql, scope: BookingScope): AsyncGenerator<Booking[]> {
  await tx.query(
    `declare booking no scroll cursor for
     select booked.*, campaign.name as "campaignName", sender_name as "senderName", budget_minor as "budgetMinor",
       (select amazon_request_id from attempt where claim_link_id = "claimLinkId" and outcome = booked.state
        order by number desc limit 1) as "amazonRequestId"
     from (
       select coalesce(decided_at, consented_at) as at, d.claim_link_id as "claimLinkId",
         d.partner_account as "partnerAccount", marketplace, d.campaign_id as "campaignId", request_id as "requestId",
         d.amount_minor as "amountMinor", d.currency, d.state
       ${source(scope.state)}) booked
       join campaign on campaign.id = "campaignId"
     order by at, "claimLinkId"`,
    valuesOf(scope),
  )
  for (;;) {
    const rows = await tx.query<Booking>(`fetch ${pageSize} from booking`)
    if (rows.length === 0) return
    yield rows
  }
}
