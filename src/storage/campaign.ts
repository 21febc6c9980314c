/** Campaigns: row to domain and back, and the budget that every consent takes from under the row's lock. */
import type { Campaign, CampaignState } from '../domain/campaign.ts'
import type { Sql } from './database.ts'

export const columns = `id, partner_account as "partnerAccount", state, sender_name as "senderName",
  brand_color as "brandColor", support_contact as "supportContact", message, amount_minor as "amountMinor",
  currency, opens_at as "opensAt", closes_at as "closesAt", time_zone as "timeZone",
  budget_minor as "budgetMinor", granted_minor as "grantedMinor", per_person_limit as "perPersonLimit",
  another_account as "anotherAccount", held_since as "heldSince", created_at as "createdAt"`

export type NewCampaign = Omit<Campaign, 'state' | 'grantedMinor' | 'heldSince' | 'createdAt'>

export async function insert(sql: Sql, campaign: NewCampaign): Promise<void> {
  await sql.query(
    `insert into campaign (id, partner_account, sender_name, brand_color, support_contact, message, amount_minor,
       currency, opens_at, closes_at, time_zone, budget_minor, per_person_limit, another_account)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      campaign.id,
      campaign.partnerAccount,
      campaign.senderName,
      campaign.brandColor,
      campaign.supportContact,
      campaign.message,
      campaign.amountMinor,
      campaign.currency,
      campaign.opensAt,
      campaign.closesAt,
      campaign.timeZone,
      campaign.budgetMinor,
      campaign.perPersonLimit,
      campaign.anotherAccount,
    ],
  )
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
