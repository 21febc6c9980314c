/**
 * A lost database, made anew of its last export: campaigns and claim links as they were, and what was deposited as
 * deposited. What came after the export only Amazon knows, so every partner account is on hold until a person has
 * compared. All of it or nothing.
 */
import { parseReason, type Reason } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as imports from '../storage/import.ts'
import * as marks from '../storage/launch-mark.ts'
import { listStatus } from '../storage/partner-account.ts'
import type { Context } from './context.ts'
import { importCampaigns } from './import-campaigns.ts'
import { importDeposits } from './import-deposits.ts'
import { importLinks } from './import-links.ts'
import type { Progress } from './import-rows.ts'
import { distrust } from './restore.ts'

export type Imported = {
  readonly campaigns: number
  readonly claimLinks: number
  /** Deposits that the export tells as deposited. */
  readonly deposited: number
  /** Links that were claimed and not deposited: unclaimed again, with the request id that they had. */
  readonly unclaimedAgain: number
  /** Successors for another account: the URL that their recipient has does not lead to them any more. */
  readonly unknownSuccessors: readonly string[]
}

/**
 * Throws `conflict` where there is a campaign already, `configuration` or `invalid-input` with the line of what does not
 * fit; then nothing has changed.
 */
export async function importExport(
  context: Context,
  file: string,
  input: Reason,
  progress: Progress,
): Promise<Imported> {
  const { by, reason } = parseReason(input)
  const imported = await context.database.transaction(async tx => {
    const brought = await bringIn(context, tx, file, progress)
    await marks.launchPaid(tx)
    await distrust(tx)
    const detail = { reason, ...countsOf(brought) }
    for (const { name: subject } of await listStatus(tx))
      await audit.append(tx, { actor: by, action: 'import', subject, detail })
    return brought
  })
  context.log.info(countsOf(imported), 'an export was imported: all accounts are on hold')
  return imported
}

async function bringIn(context: Context, tx: Sql, file: string, progress: Progress): Promise<Imported> {
  if (!(await imports.lockWhileEmpty(tx)))
    throw new DomainError(
      'conflict',
      'import: this database has campaigns already; import into a new one, before the service is started on it',
    )
  const accounts = await importCampaigns(context, tx, file)
  const links = await importLinks(tx, file, accounts, progress)
  const { deposited, others } = await importDeposits(context, tx, { file, accounts, links }, progress)
  await imports.grantAll(tx)
  return {
    campaigns: accounts.size,
    claimLinks: links.count,
    deposited,
    unclaimedAgain: others,
    unknownSuccessors: await imports.listUnknownSuccessors(tx, links.successors),
  }
}

function countsOf({ campaigns, claimLinks, deposited, unclaimedAgain }: Imported) {
  return {
    campaigns: String(campaigns),
    claimLinks: String(claimLinks),
    deposited: String(deposited),
    unclaimedAgain: String(unclaimedAgain),
  }
}
