/** Visits of claim links, counted for each link and, by where they came from, for each campaign. */
import type { Sql } from './database.ts'
import { unsynced } from './unsynced.ts'

/** What was counted of one link since the last time. */
export type Counted = {
  readonly claimLinkId: string
  readonly machines: number
  readonly browsers: number
  readonly people: number
  readonly signedIn: number
  readonly source: string
  readonly medium: string
}

const kinds = ['machines', 'browsers', 'people', 'signed_in'] as const
const each = (text: (kind: string) => string) => kinds.map(text).join(', ')
const firstAt = {
  machines: 'first_machine_at',
  browsers: 'first_browser_at',
  people: 'first_person_at',
  signed_in: 'first_signed_in_at',
}
const times = kinds.map(kind => firstAt[kind])

/**
 * Adds all counts in one statement; rehearsals and links that are gone are left out. A link counts in its campaign the
 * first time that it was opened so, under where its very first visit came from. Rows are met in one order, because every
 * process counts.
 */
export async function add(sql: Sql, counted: readonly Counted[]): Promise<void> {
  const column = <Key extends keyof Counted>(key: Key) => counted.map(count => count[key])
  await sql.query(addAll, [
    column('claimLinkId'),
    column('machines'),
    column('browsers'),
    column('people'),
    column('signedIn'),
    column('source'),
    column('medium'),
  ])
}

const addAll = `with seen as (
    select * from unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[])
      as each (claim_link_id, ${kinds.join(', ')}, source, medium)),
  written as (
    insert into visit (claim_link_id, campaign_id, ${kinds.join(', ')}, source, medium, ${times.join(', ')})
    select claim_link_id, campaign_id, ${kinds.join(', ')}, source, medium,
      ${each(kind => `case when ${kind} > 0 then now() end`)}
    from seen join claim_link on id = claim_link_id and not rehearsal, ${unsynced} order by claim_link_id
    on conflict (claim_link_id) do update set
      ${each(kind => `${kind} = visit.${kind} + excluded.${kind}`)},
      ${times.map(time => `${time} = coalesce(visit.${time}, excluded.${time})`).join(', ')}
    returning *),
  first as (
    select campaign_id, written.source, written.medium,
      ${each(kind => `count(*) filter (where seen.${kind} > 0 and written.${kind} = seen.${kind}) as ${kind}`)}
    from written join seen using (claim_link_id) group by 1, 2, 3)
  insert into campaign_visit as total (campaign_id, source, medium, ${kinds.join(', ')})
  select campaign_id, source, medium, ${kinds.join(', ')} from first where ${kinds.join(' + ')} > 0 order by 1, 2, 3
  on conflict (campaign_id, source, medium) do update set ${each(kind => `${kind} = total.${kind} + excluded.${kind}`)}`

export type LinkVisits = Omit<Counted, 'claimLinkId'> & {
  readonly firstMachineAt: Date | null
  readonly firstBrowserAt: Date | null
  readonly firstPersonAt: Date | null
  readonly firstSignedInAt: Date | null
}

/** Undefined while nobody and nothing has opened the link. */
export async function find(sql: Sql, claimLinkId: string): Promise<LinkVisits | undefined> {
  const [row] = await sql.query<LinkVisits>(
    `select machines, browsers, people, signed_in as "signedIn", source, medium, first_machine_at as "firstMachineAt",
       first_browser_at as "firstBrowserAt", first_person_at as "firstPersonAt",
       first_signed_in_at as "firstSignedInAt"
     from visit where claim_link_id = $1`,
    [claimLinkId],
  )
  return row
}
