/**
 * One entry of a deposit's log. Entries are chained: each hash covers the entry's exact bytes and the hash
 * before it, so none can be changed, dropped or inserted unseen. No entry holds personal data.
 */
import { createHash } from 'node:crypto'

export type DepositEventType =
  | 'consented'
  | 'sending'
  | 'deposited'
  | 'refused'
  | 'postponed'
  | 'review'
  | 'late-answer'
  /** Amazon's own records tell a SUCCESS that this service did not hear, or has forgotten. */
  | 'reconciled'
  /** After a restore: a database that is lost may have sent it. */
  | 'doubted'
  /** Amazon's records have told that it did not. */
  | 'cleared'
  /** A person proposed how to end a review; a second one must agree. */
  | 'proposed'
  /** A person ended the review. */
  | 'resolved'
  /** New bytes under the same request id. */
  | 'rebuilt'
  /** A successor was made for another account. */
  | 'retried'

export type DepositEvent = {
  readonly claimLinkId: string
  /** Counts from 1 without gaps per deposit. */
  readonly sequence: number
  readonly type: DepositEventType
  readonly at: Date
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}

/** The bytes that are stored and hashed. */
export function eventPayload({ claimLinkId, sequence, type, at, detail }: DepositEvent): string {
  return JSON.stringify({ claimLinkId, sequence, type, at: at.toISOString(), detail })
}

/** SHA-256 of the previous hash (32 zero bytes for the first entry) and the payload. */
export function chainHash(previous: Buffer, payload: string): Buffer {
  return createHash('sha256').update(previous).update(payload).digest()
}

/** Where a deposit's log stands, and the time of the database. */
export type ChainHead = { readonly events: number; readonly chainHead: Buffer; readonly at: Date }

/** An entry as it is stored. */
export type ChainedEntry = {
  readonly claimLinkId: string
  readonly sequence: number
  readonly payload: string
  readonly previousHash: Buffer
  readonly hash: Buffer
}

/** The entry that follows on `head`. */
export function nextEntry(
  { events, chainHead, at }: ChainHead,
  event: Pick<DepositEvent, 'claimLinkId' | 'type' | 'detail'>,
): ChainedEntry {
  const { claimLinkId } = event
  const sequence = events + 1
  const payload = eventPayload({ ...event, sequence, at })
  return { claimLinkId, sequence, payload, previousHash: chainHead, hash: chainHash(chainHead, payload) }
}

/** What stands for the hash before the first entry. */
export const chainStart: Buffer = Buffer.alloc(32)

/** What was proposed, as the audit tells it, in the review that the deposit is in now; one of an earlier review is no proposal. */
export function openProposal<Audited extends { readonly action: string }>(
  events: ReadonlyArray<{ readonly type: string }>,
  audit: readonly Audited[],
): Audited | undefined {
  const last = (sought: DepositEventType) => events.findLastIndex(({ type }) => type === sought)
  return last('proposed') > last('review')
    ? audit.findLast(({ action }) => action === 'deposit propose')
    : undefined
}
