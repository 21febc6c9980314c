/**
 * What an export tells of deposits. One that is deposited is a fact, and its link must never be open again, whatever
 * Amazon's records leave out. Of the others nobody knows how they went on: Amazon's records tell.
 */
import type { ClaimLink } from '../domain/claim-link.ts'
import { requestId } from '../domain/deposit.ts'
import { chainStart, nextEntry } from '../domain/deposit-event.ts'
import { DomainError } from '../domain/errors.ts'
import type { Sql } from '../storage/database.ts'
import * as imports from '../storage/import.ts'
import { readTime } from '../storage/reconciliation.ts'
import type { Context } from './context.ts'
import { wrongDeposits } from './export-count.ts'
import { type Numbered, numberedRows } from './export-file.ts'
import { broken, type Row } from './export-row.ts'
import type { AccountByCampaign } from './import-campaigns.ts'
import type { ImportedLinks } from './import-links.ts'
import { type Progress, refused } from './import-rows.ts'
import { personHash } from './person.ts'
import { type ForgottenLink, forgotten } from './reconcile-claim.ts'

type Brought = {
  readonly file: string
  readonly accounts: AccountByCampaign
  readonly links: ImportedLinks
}

const batchSize = 1_000

/** Books what is deposited; returns how many that were, and how many were on their way, refused or in review. */
export async function importDeposits(
  context: Context,
  tx: Sql,
  { file, accounts, links }: Brought,
  progress: Progress,
): Promise<{ readonly deposited: number; readonly others: number }> {
  let batch: Numbered<'deposit'>[] = []
  let [deposited, all] = [0, 0]
  const flush = async () => {
    deposited += await importBatch(context, tx, batch, accounts)
    all += batch.length
    batch = []
    progress('deposits', all)
  }
  for await (const numbered of numberedRows(file, 'deposit')) {
    batch.push(numbered)
    if (batch.length === batchSize) await flush()
  }
  await flush()
  const wrong = wrongDeposits(file, links.claimed, all)
  if (wrong !== null) throw new DomainError('invalid-input', wrong)
  return { deposited, others: all - deposited }
}

/** Returns how many of the rows are deposited. */
async function importBatch(
  context: Context,
  tx: Sql,
  batch: readonly Numbered<'deposit'>[],
  accounts: AccountByCampaign,
): Promise<number> {
  const found = await imports.findLinks(
    tx,
    batch.map(({ row }) => row.claimLinkId),
  )
  const links = new Map(found.map(link => [link.id, link]))
  const at = await readTime(tx)
  const owned = batch.map(numbered => ({ row: numbered.row, link: linkOf(numbered, links, accounts) }))
  const deposited = owned.filter(({ row }) => row.state === 'deposited')
  const imported = deposited.map(({ row, link }) => importedDeposit(context, row, link, at))
  const [first, last] = [batch[0]?.line ?? 0, batch.at(-1)?.line ?? 0]
  await imports.insertDeposited(tx, imported).catch(refused(first, last))
  return imported.length
}

function linkOf(
  { line, row }: Numbered<'deposit'>,
  links: ReadonlyMap<string, ClaimLink>,
  accounts: AccountByCampaign,
): ForgottenLink {
  const link = links.get(row.claimLinkId)
  const account = link && accounts.get(link.campaignId)
  if (!link || !account) throw broken(line, 'its claim link is not in the export: is it the whole file?')
  // Under another id Amazon would take what it has paid already for something new.
  if (row.requestId === requestId(account.partnerId, link.id))
    return { ...link, partnerAccount: account.name }
  throw broken(
    line,
    `it was not made with the partner id of partner account "${account.name}"; configure the one it had`,
  )
}

function importedDeposit(
  context: Context,
  { requestId, accountId: amazonAccount, accountHash: hash, decidedAt }: Row<'deposit'>,
  link: ForgottenLink,
  at: Date,
): imports.ImportedDeposit {
  const { id: claimLinkId, amountMinor, currency } = link
  // Once the account is forgotten its hash still tells who has claimed how much.
  const accountHash = amazonAccount === null ? hash : personHash(context, amazonAccount).toString('hex')
  const known = { requestId, amountMinor, currency, accountHash, at: decidedAt, times: 1 }
  const { deposit, detail } = forgotten(context, link, { known, amazonAccount, source: 'export' })
  const start = { events: 0, chainHead: chainStart, at }
  return { deposit, entry: nextEntry(start, { claimLinkId, type: 'reconciled', detail }) }
}
