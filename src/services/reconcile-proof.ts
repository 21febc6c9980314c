/** A comparison that ends a hold after a restore, and what people say where records cannot tell it. */
import { DomainError } from '../domain/errors.ts'
import { whyNoProof } from '../domain/restore-proof.ts'
import * as audit from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import type { Context } from './context.ts'
import { trustUnsent } from './doubt.ts'
import { lostChains } from './lost-successor.ts'
import type { Reconciliation } from './reconcile.ts'
import type { DifferenceTotal, Summary } from './reconcile-summary.ts'

/** What a person answers for where records cannot tell it; audited. */
export type Word = {
  readonly by: string | null
  /** How many applied loads belong to links that are lost or revoked here, as the report lists them. */
  readonly unclosed: number
}

/**
 * Remembers that Amazon's records tell all that this database may have forgotten, `left` being what is still different:
 * what waits is no longer in doubt for it. Returns null then, and otherwise what is missing.
 */
export async function noteProof(
  { database }: Pick<Context, 'database'>,
  reconciliation: Reconciliation,
  summary: Summary,
  left: readonly DifferenceTotal[],
  word: Word,
): Promise<string | null> {
  const missing = (await whyOpen(database, reconciliation)) ?? whyNoProof(summary, left, word.unclosed)
  if (missing !== null) return missing
  const { account, source, scope } = reconciliation
  const [subject, until] = [account.name, summary.reaches?.toISOString() ?? null]
  const noted = await database.transaction(async tx => {
    const proof = { at: scope.readAt, restoredAt: summary.restoredAt }
    if (!(await partnerAccounts.noteReconciled(tx, subject, proof))) return false
    const detail = { source: source.name, until, unclosed: String(word.unclosed) }
    if (word.by !== null)
      await audit.append(tx, { actor: word.by, action: 'reconcile prove', subject, detail })
    return true
  })
  if (!noted) return 'another restore was noticed meanwhile; compare once more'
  await trustUnsent(database, subject)
  return null
}

/** A load that closing would find the link of is nobody's to wave through. */
async function whyOpen(database: Database, reconciliation: Reconciliation): Promise<string | null> {
  for await (const _ of lostChains({ database }, reconciliation))
    return 'what was paid for another account after a refusal is not closed: close it with --close --by NAME'
  return null
}

/** Throws `invalid-input` unless somebody answers for it by name, and for a time that has not come. */
export function parseCompleteUntil(until: Date | null, by: string | null, now: Date): Date | null {
  if (until === null) return null
  if (by === null) throw new DomainError('invalid-input', '--by: say who answers for --complete-until')
  if (until <= now) return until
  throw new DomainError(
    'invalid-input',
    '--complete-until: has not come yet; give the end of the file’s period',
  )
}
