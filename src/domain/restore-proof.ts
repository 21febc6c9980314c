/**
 * What a comparison with Amazon's records must be to end a hold after a restore: of everything, with a source that tells of
 * all times until the hold began, and with nothing different that could be paid again.
 */
import type { DifferenceKind } from './reconciliation.ts'

export type Reach = {
  /** Until when the source tells of everything that Amazon applied; null where nobody knows. */
  readonly reaches: Date | null
  /** When the hold began: nothing was sent since. */
  readonly heldSince: Date | null
  /** When a deposit here was last sent for the first time, or may have been. */
  readonly newestSend: Date | null
}

type Compared = Reach & { readonly since: Date | null; readonly until: Date | null }
type Total = { readonly kind: DifferenceKind; readonly count: number }

/** What a comparison lacks to be a proof, `left` being what is still different; null when it is one. */
export function whyNoProof(compared: Compared, left: readonly Total[], lostLinks: number): string | null {
  if (compared.since !== null || compared.until !== null)
    return 'compare all times, without --since and --until'
  return whyTooShort(compared) ?? whyDifferent(left, lostLinks)
}

/** Why the source cannot tell what was forgotten; null where it can. */
export function whyTooShort({ reaches, heldSince, newestSend }: Reach): string | null {
  const needed = latest(heldSince, newestSend)
  if (reaches === null)
    return 'nobody knows until when the source tells of everything, or it has no load of this partner id'
  if (needed === null || reaches >= needed) return null
  return `the source tells of everything until ${reaches.toISOString()} and must do so until ${needed.toISOString()}: get a newer one; where nothing was loaded at its end, say so with --complete-until TIME --by NAME`
}

/** A load whose link is not here can be paid by nobody here: what it was is for people to find out and to say. */
function whyDifferent(left: readonly Total[], lostLinks: number): string | null {
  const lost = left.reduce((sum, { kind, count }) => sum + (kind === 'no-link-here' ? count : 0), 0)
  const others = left.filter(({ kind }) => kind !== 'no-link-here')
  if (others.length > 0) return `there is still a difference: ${others.map(({ kind }) => kind).join(', ')}`
  if (lost === lostLinks) return null
  return `${lost} loads belong to no link here: find out who sent them, then say so with --lost-links ${lost} --by NAME`
}

/** Null is earlier than any. */
export function latest(one: Date | null, other: Date | null): Date | null {
  return one === null || (other !== null && other > one) ? other : one
}
