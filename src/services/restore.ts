/**
 * A database that has forgotten: restored from a copy, rolled back, or failed over to a replica that was behind. What
 * was sent since then must not be sent for somebody else, so nothing is consented or sent until a person has looked.
 */
import { DomainError } from '../domain/errors.ts'
import type { Sql } from '../storage/database.ts'
import type { EndedHold } from '../storage/partner-account.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import * as restores from '../storage/restore.ts'
import type { Context } from './context.ts'
import { doubtUndecided, doubtWithin } from './doubt.ts'

/**
 * Takes the database for one that has forgotten: every partner account is on hold until a person releases it, at once, and
 * then what is not decided is in doubt. `mac` is of the checkpoint that the database has forgotten, where one told so.
 */
export async function holdAfterRestore(
  { database }: Pick<Context, 'database'>,
  mac: string | null = null,
): Promise<void> {
  await database.transaction(tx => restores.holdAll(tx, mac))
  for (const { name } of await partnerAccounts.listStatus(database)) await doubtUndecided(database, name)
}

/** The same in one transaction, on a database that nobody else works on. */
export async function distrust(tx: Sql): Promise<void> {
  await restores.holdAll(tx, null)
  for (const { name } of await partnerAccounts.listStatus(tx)) await doubtWithin(tx, name)
}

/** The accounts that wait for a person to compare the database with Amazon's records. */
export async function listRestored({ database }: Pick<Context, 'database'>): Promise<string[]> {
  const accounts = await partnerAccounts.listStatus(database)
  return accounts.filter(({ holdReason }) => holdReason === 'restore').map(({ name }) => name)
}

/**
 * A link that looks unclaimed may have been paid: another one in its place would be paid again. Throws `conflict` while the
 * account waits for a person to compare, and until a proof for links that were `madeAt` before the restore.
 */
export async function requireTrusted(sql: Sql, account: string, madeAt: Date): Promise<void> {
  const status = await partnerAccounts.findStatus(sql, account)
  const { holdReason = null, restoredAt = null } = status ?? {}
  if (holdReason !== 'restore' && (restoredAt === null || madeAt >= restoredAt)) return
  throw new DomainError(
    'conflict',
    `account: after a restore records are checked, and a link that looks unclaimed may have been paid: none is replaced, and no file of such links made, until "reconcile --close" was a proof and "account release ${account}"`,
  )
}

/** What nobody can tell from the database alone. */
export const notProven =
  'Not proven: that this database knows every deposit that was sent. A claim that it has forgotten looks unclaimed: sent ' +
  'again it has the same request id, which Amazon has never promised to remember, least of all for another account. ' +
  '"reconcile" against what Amazon knows finds and closes such claims.'

/**
 * A release after a restore is somebody's decision, and no mistake. Throws `invalid-input` unless it says why, and
 * `conflict` unless Amazon's records were found to be the same or somebody goes without that in so many words.
 */
export function requireProof(
  { reason: held, isReconciled }: EndedHold,
  { reason, unreconciled }: { readonly reason: string | null; readonly unreconciled: boolean },
): void {
  if (held !== 'restore') return
  if (reason === null)
    throw new DomainError(
      'invalid-input',
      `reason: after a restore it must be given, why the release is safe`,
    )
  if (isReconciled || unreconciled) return
  throw new DomainError(
    'conflict',
    `restore: no reconciliation has ended without a difference since this hold began; run "reconcile --close". ${notProven} ` +
      'Where Amazon gives nothing to compare with, release it unreconciled (--unreconciled, or the box on the page), and answer for it.',
  )
}
