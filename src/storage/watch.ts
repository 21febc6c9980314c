/** All that the page about a campaign sums up, in one statement and so as of one moment; indexes answer it alone. */
import type { TimeUnit } from '../domain/claims-over-time.ts'
import type { CampaignFigures, Tally } from '../domain/watch.ts'
import { isRecent } from './campaign-problem.ts'
import type { Sql } from './database.ts'
import { worthOf } from './link-sum.ts'

export type StoredWatch = Omit<Tally, 'opened'> &
  Pick<CampaignFigures, 'sources' | 'refusals' | 'reviews'> & {
    readonly broken: ReadonlyArray<Omit<CampaignFigures['broken'][number], 'lastAt'> & { lastAt: string }>
    readonly readAt: Date
    readonly budgetMinor: number
    readonly grantedMinor: number
    /** Hours while all claims lie within two days, then days, in the campaign's time zone. */
    readonly unit: TimeUnit
    /** The part of time that `readAt` lies in; null when nothing more can be claimed. */
    readonly now: string | null
  }

/** A quarter of an hour is as fine as any time zone's hours begin. */
const quarterOf = "date_bin('15 minutes', consented_at, 'epoch') as at, count(*), sum(amount_minor)::bigint"

const partOf = (time: string) => `case unit
    when 'hour' then (extract(epoch from date_bin('15 minutes', ${time}, 'epoch'))
      - 60 * (extract(minute from ${time} at time zone time_zone)::int / 15 * 15))::bigint::text
    else to_char(${time} at time zone time_zone, 'YYYY-MM-DD') end`

const some = "json_build_object('count', count(*), 'amountMinor', coalesce(sum(amount_minor), 0))"
const fresh = 'revoked_at is null and not exists (select from deposit where claim_link_id = claim_link.id)'
const issuing = `batch_id is not null and not exists (select from link_batch
  where link_batch.id = batch_id and state <> 'withdrawn' and confirmed_delivery >= batch_delivery)`

const text = `with this as (
    select id, partner_account, budget_minor, granted_minor, time_zone, state <> 'ended' and closes_at > now() as open
    from campaign where id = $1),
  quarter (state, at, count, amount_minor) as (
    select 'deposited', ${quarterOf} from deposit where campaign_id = $1 and state = 'deposited' group by 2
    union all
    select state, ${quarterOf} from deposit where campaign_id = $1 and state in ('refused', 'review') group by 1, 2
    union all
    select state, ${quarterOf} from deposit
    where partner_account = (select partner_account from this) and campaign_id = $1 and state = 'pending' group by 1, 2
    union all
    select state, ${quarterOf} from deposit where campaign_id = $1 and state = 'sending' group by 1, 2),
  part as (
    select this.*, case when greatest(max(at), case when open then now() end) - min(at) > interval '2 days'
      then 'day' else 'hour' end as unit
    from this left join quarter on true
    group by id, partner_account, budget_minor, granted_minor, time_zone, open),
  claim as (
    select state, ${partOf('at')} as part, sum(count)::bigint as count, sum(amount_minor)::bigint as "amountMinor"
    from quarter, part group by 1, 2)
  select now() as "readAt", budget_minor as "budgetMinor", granted_minor as "grantedMinor", unit,
    case when open then ${partOf('now()')} end as now, links.*,
    (select coalesce(json_agg(claim), '[]') from claim) as claims,
    (select ${some} from claim_link where campaign_id = $1 and reserved and ${fresh}) as reserved,
    (select ${some} from claim_link join link_batch on link_batch.id = batch_id
     where link_batch.campaign_id = $1 and (link_batch.state = 'withdrawn' or confirmed_delivery < delivery)
       and ${issuing} and ${fresh}) as issuing,
    (select json_build_object('count', count(*),
       'amountMinor', coalesce(sum(amount_minor) filter (where not reserved), 0)) from claim_link
     where campaign_id = $1 and not rehearsal and expires_at <= now() and ${fresh} and not (${issuing})) as expired,
    (select count(*) from claim_link
     where campaign_id = $1 and not rehearsal and paused_at is not null and ${fresh} and not (${issuing})
       and (expires_at is null or expires_at > now())) as paused,
    (select coalesce(json_agg(each), '[]') from (
       select kind, count, last_at as "lastAt" from campaign_problem
       where campaign_id = $1 and ${isRecent} order by count desc, kind) each) as broken,
    (select coalesce(json_agg(each order by count desc, reason), '[]') from (
       select reason, count(*) from deposit where campaign_id = $1 and state in ('refused', 'review')
         and state = 'refused' group by reason) each) as refusals,
    (select coalesce(json_agg(id), '[]') from (
       select claim_link_id as id from deposit where campaign_id = $1 and state in ('refused', 'review')
         and state = 'review' order by consented_at limit 10) each) as reviews,
    (select coalesce(json_agg(each order by people desc, browsers desc, source, medium), '[]') from (
       select source, medium, machines, browsers, people, signed_in as "signedIn" from campaign_visit
       where campaign_id = $1) each) as sources
  from part, (
    select count(*) as links, count(revoked_at) as revoked,
      ${worthOf('revoked_at is null')} as "worthMinor"
    from claim_link where campaign_id = $1 and not rehearsal) links`

/** Undefined when there is no such campaign. */
export async function read(sql: Sql, campaignId: string): Promise<StoredWatch | undefined> {
  const [row] = await sql.query<StoredWatch>(text, [campaignId])
  return row
}
