/** The validation links of a partner account: the newest one counts. */
import type { Sql } from './database.ts'

export type ValidationLink = {
  readonly claimLinkId: string
  /** Who had it made. */
  readonly by: string
  /** Minor units as Amazon told them; null where it did not. */
  readonly fundsBefore: number | null
  readonly fundsAfter: number | null
  /** Who saw its row in the portal; null while nobody has. */
  readonly portalBy: string | null
}

export async function insert(
  tx: Sql,
  partnerAccount: string,
  { claimLinkId, by, fundsBefore }: Pick<ValidationLink, 'claimLinkId' | 'by' | 'fundsBefore'>,
): Promise<void> {
  await tx.query(
    'insert into validation_link (claim_link_id, partner_account, actor, funds_before) values ($1, $2, $3, $4)',
    [claimLinkId, partnerAccount, by, fundsBefore],
  )
}

/** Every link that was ever made for it. */
export async function listIds(sql: Sql, partnerAccount: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'select claim_link_id as id from validation_link where partner_account = $1 order by claim_link_id',
    [partnerAccount],
  )
  return rows.map(row => row.id)
}

export async function findNewest(sql: Sql, partnerAccount: string): Promise<ValidationLink | undefined> {
  const [row] = await sql.query<ValidationLink>(
    `select claim_link_id as "claimLinkId", actor as by, funds_before as "fundsBefore",
       funds_after as "fundsAfter", portal_actor as "portalBy"
     from validation_link where partner_account = $1 order by made_at desc limit 1`,
    [partnerAccount],
  )
  return row
}

/** One at a time makes one: whoever comes second waits and finds the first. */
export async function lock(tx: Sql, partnerAccount: string): Promise<void> {
  await tx.query('select from partner_account where name = $1 for no key update', [partnerAccount])
}

export async function setFundsAfter(sql: Sql, claimLinkId: string, fundsMinor: number): Promise<void> {
  await sql.query(
    'update validation_link set funds_after = $2 where claim_link_id = $1 and funds_after is null',
    [claimLinkId, fundsMinor],
  )
}

export async function setPortalSeen(tx: Sql, claimLinkId: string, by: string): Promise<void> {
  await tx.query(
    'update validation_link set portal_actor = $2, portal_at = now() where claim_link_id = $1 and portal_at is null',
    [claimLinkId, by],
  )
}
