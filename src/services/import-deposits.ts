/**
 * What an export tells of deposits. One that is deposited is a fact, and its link must never be open again, whatever
 * Amazon's records leave out. Of the others nobody knows how they went on: Amazon's records tell.
 */
import { requestId } from '../domain/deposit.ts'
import { DomainError } from '../domain/errors.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import type { Context } from './context.ts'
import { broken, type Numbered, numberedRows } from './export-file.ts'
import type { AccountByCampaign } from './import-campaigns.ts'
import type { ImportedLinks } from './import-links.ts'
import { type Progress, refused } from './import-rows.ts'
import { personHash } from './person.ts'
import { bookForgotten } from './reconcile-close.ts'

type Brought = {
  readonly file: string
  readonly accounts: AccountByCampaign
  readonly links: ImportedLinks
}

const toldEvery = 1_000

/** Books what is deposited; returns how many that were, and how many were on their way, refused or in review. */
export async function importDeposits(
  context: Context,
  tx: Sql,
  { file, accounts, links }: Brought,
  progress: Progress,
): Promise<{ readonly deposited: number; readonly others: number }> {
  let [deposited, others] = [0, 0]
  for await (const numbered of numberedRows(file, 'deposit')) {
    if (await importDeposit(context, tx, numbered, accounts)) deposited++
    else others++
    if (deposited > 0 && deposited % toldEvery === 0) progress('deposits', deposited)
  }
  if (deposited + others === links.claimed) return { deposited, others }
  throw new DomainError(
    'invalid-input',
    `the export "${file}" has ${links.claimed} claimed links and ${deposited + others} deposits: it is not the whole file`,
  )
}

async function importDeposit(
  context: Context,
  tx: Sql,
  numbered: Numbered<'deposit'>,
  accounts: AccountByCampaign,
): Promise<boolean> {
  const { line, row } = numbered
  const link = await claimLinks.find(tx, row.claimLinkId)
  const account = link && accounts.get(link.campaignId)
  if (!link || !account) throw broken(line, 'its claim link is not in the export: is it the whole file?')
  // Under another id Amazon would take what it has paid already for something new.
  if (row.requestId !== requestId(account.partnerId, link.id))
    throw broken(
      line,
      `it was not made with the partner id of partner account "${account.name}"; configure the one it had`,
    )
  if (row.state !== 'deposited') return false
  const { amountMinor, currency } = link
  const { accountId: amazonAccount, decidedAt: at } = row
  const accountHash = amazonAccount === null ? null : personHash(context, amazonAccount).toString('hex')
  const known = { requestId: row.requestId, amountMinor, currency, accountHash, at, times: 1 }
  await bookForgotten(context, tx, link, { known, amazonAccount, source: 'export' }).catch(
    refused(line, line),
  )
  return true
}
