/**
 * What a comparison with Amazon's records must be to end a hold after a restore: of everything, with a source that tells of
 * all times until the hold began, and with nothing different that could be paid again.
 */
import type { HoldReason } from './partner-account.ts'
import type { DifferenceKind } from './reconciliation.ts'
import { listStatusWords, type StatusWord } from './status-word.ts'

export type Compared = {
  readonly since: Date | null
  readonly until: Date | null
  /** Until when the source tells of everything that Amazon applied; null where nobody knows. */
  readonly reaches: Date | null
  /** The source's words for what does not count as applied. */
  readonly statusWords: readonly StatusWord[]
  /** Until when claims may have been forgotten; null where none were. */
  readonly restoredAt: Date | null
  /** Why the account is on hold; null while it is not. */
  readonly hold: HoldReason | null
  /** When Amazon applied the newest load of a link that is here. */
  readonly newestLoad: Date | null
}

type Total = { readonly kind: DifferenceKind; readonly count: number }

/** What a comparison lacks to be a proof, `left` being what is still different; null when it is one. */
export function whyNoProof(compared: Compared, left: readonly Total[], unclosed: number): string | null {
  if (compared.since !== null || compared.until !== null)
    return 'compare all times, without --since and --until'
  return whyUntold(compared) ?? whySentSince(compared) ?? whyDifferent(left, unclosed)
}

/** Why the source cannot tell what was forgotten; null where it can. */
export function whyUntold({
  reaches,
  restoredAt,
  statusWords,
}: Pick<Compared, 'reaches' | 'restoredAt' | 'statusWords'>): string | null {
  const unnamed = statusWords.filter(({ named }) => !named)
  if (unnamed.length > 0)
    return `its status has words of which nobody has said what they mean: ${listStatusWords(unnamed)}; name each of them in --applied or in --not-applied`
  if (reaches === null)
    return 'nobody has said until when the source tells of every load (--csv with --complete-until TIME --by NAME), or it has no applied load of this partner id'
  if (restoredAt === null || reaches >= restoredAt) return null
  return `the source tells of every load until ${reaches.toISOString()}, and must do so until ${restoredAt.toISOString()}: get a newer one`
}

/** Clocks differ by minutes, time zones by more. */
const skewMs = 5 * 60_000

/** On hold nothing is sent from here. */
function whySentSince({ hold, newestLoad, restoredAt }: Compared): string | null {
  if (hold !== 'restore' || newestLoad === null || restoredAt === null) return null
  if (newestLoad.getTime() <= restoredAt.getTime() + skewMs) return null
  return `the source has a load of ${newestLoad.toISOString()}, after the hold began: another process still sends from the lost database, or the times are not UTC`
}

/** Loads that nothing here can close: whose they were is for people to find out and to say. */
const unclosable: ReadonlySet<DifferenceKind> = new Set(['no-link-here', 'revoked-here'])
/** Of loads that are known here, and cannot be paid again. */
const settled: ReadonlySet<DifferenceKind> = new Set(['amount', 'currency', 'account', 'applied-twice'])

function whyDifferent(left: readonly Total[], unclosed: number): string | null {
  const payable = left.filter(({ kind }) => !unclosable.has(kind) && !settled.has(kind))
  if (payable.length > 0)
    return `there is still a difference: ${payable.map(({ kind }) => kind).join(', ')}; close it with --close --by NAME, decide what is in review, or get a source that is whole`
  const count = countUnclosed(left)
  if (count === unclosed) return null
  return `${count} loads belong to no link that could be closed here: find out whose each is, then say so with --unclosed ${count} --by NAME`
}

/** How many loads belong to links that are lost or revoked here. */
export function countUnclosed(left: readonly Total[]): number {
  return left.reduce((sum, { kind, count }) => sum + (unclosable.has(kind) ? count : 0), 0)
}
