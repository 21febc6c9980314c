/** Brings the campaigns and claim links of an export into a new database: their ids are those of the links that people have. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { ClaimLink } from '../../src/domain/claim-link.ts'
import * as campaigns from '../../src/storage/campaign.ts'
import * as claimLinks from '../../src/storage/claim-link.ts'
import type { Sql } from '../../src/storage/database.ts'
import type { Scope } from '../helpers/program.ts'
import { inDatabase } from './embedded-database.ts'
import { type Row, rowsOf } from './evidence.ts'
import type { Installation } from './installation.ts'

export async function bringLinks(scope: Scope, installation: Installation, exported: string): Promise<void> {
  const rows = rowsOf(exported)
  const links = rows.filter(({ type }) => type === 'claim-link').map(linkOf)
  const work = async (tx: Sql) => {
    for (const row of rows.filter(({ type }) => type === 'campaign'))
      await campaigns.insert(tx, campaignOf(row))
    await claimLinks.insertAll(tx, links)
  }
  await inDatabase(scope, installation, database => database.transaction(work))
}

function campaignOf(row: Row): Campaign {
  const { opensAt, closesAt } = row
  return { ...(row as Campaign), opensAt: new Date(String(opensAt)), closesAt: new Date(String(closesAt)) }
}

function linkOf(row: Row): ClaimLink {
  return { ...(row as ClaimLink), id: String(row.claimLinkId) }
}
