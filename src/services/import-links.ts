/** The claim links of an export, batch by batch. A link may stand before the one that it succeeds, so successors come last. */
import type { Sql } from '../storage/database.ts'
import type { ImportedLink } from '../storage/import.ts'
import * as imports from '../storage/import.ts'
import { type Numbered, numberedRows } from './export-file.ts'
import { broken } from './export-row.ts'
import type { AccountByCampaign } from './import-campaigns.ts'
import { type Progress, refused } from './import-rows.ts'

export type ImportedLinks = {
  readonly count: number
  /** How many of them have a deposit. */
  readonly claimed: number
  /** Ids of those that succeed another one. */
  readonly successors: readonly string[]
}

type Batch = { readonly links: ImportedLink[]; first: number; last: number }

const batchSize = 5_000

/** Only successors are all held in memory. Throws `invalid-input` with the line. */
export async function importLinks(
  tx: Sql,
  file: string,
  accounts: AccountByCampaign,
  progress: Progress,
): Promise<ImportedLinks> {
  const successors = emptyBatch()
  let batch = emptyBatch()
  let [count, claimed] = [0, 0]
  const flush = async (full: Batch) => {
    await imports.insertLinks(tx, full.links).catch(refused(full.first, full.last))
    count += full.links.length
    progress('claim links', count)
  }
  for await (const numbered of numberedRows(file, 'claim-link')) {
    const link = linkOf(numbered, accounts)
    if (numbered.row.state === 'claimed') claimed++
    add(link.replacesId === null ? batch : successors, link, numbered.line)
    if (batch.links.length < batchSize) continue
    await flush(batch)
    batch = emptyBatch()
  }
  await flush(batch)
  await flush(successors)
  return { count, claimed, successors: successors.links.map(({ id }) => id) }
}

function emptyBatch(): Batch {
  return { links: [], first: 0, last: 0 }
}

function add(batch: Batch, link: ImportedLink, line: number): void {
  if (batch.links.length === 0) batch.first = line
  batch.last = line
  batch.links.push(link)
}

function linkOf({ line, row }: Numbered<'claim-link'>, accounts: AccountByCampaign): ImportedLink {
  const account = accounts.get(row.campaignId)
  if (!account)
    throw broken(line, `its campaign ${row.campaignId} is not in the export: is it the whole file?`)
  if (account.currency !== row.currency)
    throw broken(line, `it is in ${row.currency}, and its campaign in ${account.currency}`)
  const { claimLinkId: id, state: _, ...link } = row
  return { id, ...link }
}
