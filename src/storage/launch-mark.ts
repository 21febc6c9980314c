/** What people said of the steps of the launch checklist; and whether a partner account is open for claims. */

import type { Mark } from '../domain/launch-list.ts'
import { validationSender } from '../domain/validation.ts'
import type { Sql } from './database.ts'

export async function list(sql: Sql, partnerAccount: string): Promise<Mark[]> {
  return await sql.query<Mark>(
    'select step, kind, actor as by, note, at from launch_mark where partner_account = $1 order by at',
    [partnerAccount],
  )
}

/** Puts the newest word in the place of an older one. */
export async function put(
  tx: Sql,
  partnerAccount: string,
  { step, kind, by, note }: Omit<Mark, 'at'>,
): Promise<void> {
  await tx.query(
    `insert into launch_mark (partner_account, step, kind, actor, note) values ($1, $2, $3, $4, $5)
     on conflict (partner_account, step) do update set
       kind = excluded.kind, actor = excluded.actor, note = excluded.note, at = now()`,
    [partnerAccount, step, kind, by, note],
  )
}

/** Takes a word back; false when there is none. */
export async function remove(tx: Sql, partnerAccount: string, step: string): Promise<boolean> {
  const rows = await tx.query(
    'delete from launch_mark where partner_account = $1 and step = $2 returning step',
    [partnerAccount, step],
  )
  return rows.length > 0
}

/** When the account was opened for claims; null while it is not. */
export async function launchedAt(sql: Sql, partnerAccount: string): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    'select launched_at as at from partner_account where name = $1',
    [partnerAccount],
  )
  return row?.at ?? null
}

/** Opens the account for claims, for good; false when it was open. */
export async function launch(tx: Sql, partnerAccount: string): Promise<boolean> {
  const rows = await tx.query(
    'update partner_account set launched_at = now() where name = $1 and launched_at is null returning name',
    [partnerAccount],
  )
  return rows.length > 0
}

/** Accounts whose deposits an export has brought back were open before, but for the one that a validation link made. */
export async function launchPaid(tx: Sql): Promise<void> {
  await tx.query(
    `update partner_account set launched_at = now() where amazon_env = 'production' and launched_at is null
       and exists (select from deposit join campaign on campaign.id = campaign_id
         where deposit.partner_account = partner_account.name and sender_name <> $1)`,
    [validationSender],
  )
}

/** Of a row of partner_account: nobody can claim the link whose id is `claimLinkId`, because the account is not open yet. */
export function shutFor(claimLinkId: string): string {
  return `(amazon_env = 'production' and launched_at is null
    and not exists (select from validation_link where claim_link_id = ${claimLinkId}))`
}
