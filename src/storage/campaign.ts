/** Campaigns: row to domain and back, and the budget that every consent takes from under the row's lock. */
import type { Campaign, CampaignState } from '../domain/campaign.ts'
import type { Sql } from './database.ts'

export const columns = `id, partner_account as "partnerAccount", state, name, sender_name as "senderName",
  brand_color as "brandColor", logo, logo_width as "logoWidth", logo_height as "logoHeight",
  support_contact as "supportContact", message, notification_text as "notificationText",
  amount_minor as "amountMinor", currency, opens_at as "opensAt", closes_at as "closesAt", time_zone as "timeZone",
  budget_minor as "budgetMinor", granted_minor as "grantedMinor", per_person_limit as "perPersonLimit",
  another_account as "anotherAccount", held_since as "heldSince", rehearsed_at as "rehearsedAt",
  created_at as "createdAt"`

/** Written when a campaign is made and when it is changed, in this order. */
const settings = [
  ['partner_account', 'partnerAccount'],
  ['name', 'name'],
  ['sender_name', 'senderName'],
  ['brand_color', 'brandColor'],
  ['logo', 'logo'],
  ['logo_width', 'logoWidth'],
  ['logo_height', 'logoHeight'],
  ['support_contact', 'supportContact'],
  ['message', 'message'],
  ['notification_text', 'notificationText'],
  ['amount_minor', 'amountMinor'],
  ['currency', 'currency'],
  ['opens_at', 'opensAt'],
  ['closes_at', 'closesAt'],
  ['time_zone', 'timeZone'],
  ['budget_minor', 'budgetMinor'],
  ['per_person_limit', 'perPersonLimit'],
  ['another_account', 'anotherAccount'],
] as const

/** What people set. */
export type CampaignSettings = Pick<Campaign, (typeof settings)[number][1]>
export type NewCampaign = CampaignSettings & Pick<Campaign, 'id' | 'state'>

const settingColumns = settings.map(([column]) => column).join(', ')
const settingPlaces = settings.map((_, index) => `$${index + 3}`).join(', ')

export async function insert(sql: Sql, campaign: NewCampaign): Promise<void> {
  await sql.query(`insert into campaign (id, state, ${settingColumns}) values ($1, $2, ${settingPlaces})`, [
    campaign.id,
    campaign.state,
    ...settings.map(([, key]) => campaign[key]),
  ])
}

/** Writes what may be set anew; whoever calls has locked the row and knows that it may. */
export async function update(tx: Sql, id: string, campaign: CampaignSettings): Promise<void> {
  const changes = settings.map(([column], index) => `${column} = $${index + 2}`).join(', ')
  await tx.query(`update campaign set ${changes} where id = $1`, [
    id,
    ...settings.map(([, key]) => campaign[key]),
  ])
}

export async function find(sql: Sql, id: string): Promise<Campaign | undefined> {
  const [row] = await sql.query<Campaign>(`select ${columns} from campaign where id = $1`, [id])
  return row
}

/** The campaign with its row locked until the transaction ends, so that budget and per-person limit hold still. */
export async function lock(tx: Sql, id: string): Promise<Campaign | undefined> {
  const [row] = await tx.query<Campaign>(`select ${columns} from campaign where id = $1 for no key update`, [
    id,
  ])
  return row
}

export async function list(sql: Sql): Promise<Campaign[]> {
  return await sql.query<Campaign>(`select ${columns} from campaign order by created_at, id`)
}

/** A campaign with what can be told at once of all of them. */
export type ListedCampaign = Campaign & {
  /** Its partner account sends nothing, or only a probe, and something of the campaign waits or may come. */
  readonly accountHeld: boolean
  /** A deposit is in review or, while people may claim, links came without their token or wait to be confirmed. */
  readonly needsSomebody: boolean
}

const open = "state <> 'ended' and closes_at > now()"

/** As `list`, for people; indexes answer each question. */
export async function listForPeople(sql: Sql): Promise<ListedCampaign[]> {
  return await sql.query<ListedCampaign>(
    `select ${columns},
       exists (select from partner_account account where account.name = partner_account and hold_reason is not null)
         and (${open} or ${hasDeposit("state = 'pending'")} or ${hasDeposit("state = 'sending'")}) as "accountHeld",
       ${hasDeposit("state in ('refused', 'review') and state = 'review'")} or ${open} and (
         exists (select from campaign_problem where campaign_id = campaign.id)
         or exists (select from link_batch where campaign_id = campaign.id and state = 'issuing')) as "needsSomebody"
     from campaign order by created_at, id`,
  )
}

function hasDeposit(condition: string): string {
  return `exists (select from deposit
    where deposit.partner_account = campaign.partner_account and campaign_id = campaign.id and ${condition})`
}

export async function setState(tx: Sql, id: string, state: CampaignState): Promise<void> {
  await tx.query('update campaign set state = $2 where id = $1', [id, state])
}

/** Holds the sending of its deposits; false when it is on hold already. */
export async function hold(tx: Sql, id: string): Promise<boolean> {
  const rows = await tx.query(
    'update campaign set held_since = now() where id = $1 and held_since is null returning id',
    [id],
  )
  return rows.length > 0
}

/** Lets its deposits be sent again; false when it is not on hold. */
export async function release(tx: Sql, id: string): Promise<boolean> {
  const rows = await tx.query(
    'update campaign set held_since = null where id = $1 and held_since is not null returning id',
    [id],
  )
  return rows.length > 0
}

/** Takes the amount from the budget; false, and nothing taken, when that would pass it. */
export async function grant(tx: Sql, id: string, amountMinor: number): Promise<boolean> {
  const rows = await tx.query(
    `update campaign set granted_minor = granted_minor + $2
     where id = $1 and granted_minor + $2 <= budget_minor returning id`,
    [id, amountMinor],
  )
  return rows.length > 0
}

/** Notes a SUCCESS after a refusal, or of a forgotten claim: it is a fact, so it is counted even where it passes the budget. */
export async function takeAgain(tx: Sql, id: string, amountMinor: number): Promise<void> {
  await tx.query('update campaign set granted_minor = granted_minor + $2 where id = $1', [id, amountMinor])
}

/** Gives a refused amount back. */
export async function giveBack(tx: Sql, id: string, amountMinor: number): Promise<void> {
  await tx.query('update campaign set granted_minor = granted_minor - $2 where id = $1', [id, amountMinor])
}
