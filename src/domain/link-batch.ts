/**
 * A batch: an order of claim links. From a file it is received, checked as a whole and refused as a whole; then its links
 * are issued into a new file, and nobody can claim one until whoever ordered them has said that this file is there.
 */

/** `unneeded`: every line of its file has its link already. */
export type BatchState = 'receiving' | 'checking' | 'refused' | 'unneeded' | 'issuing' | 'live' | 'withdrawn'

/** `replacement`: each of its links takes the place of another one, whose URL ends with that. */
export type BatchKind = 'count' | 'file' | 'replacement'

export type LinkBatch = {
  readonly id: string
  readonly campaignId: string
  readonly kind: BatchKind
  readonly state: BatchState
  readonly madeBy: string
  readonly fileName: string | null
  /** The columns of its file as CSV, in their order. */
  readonly head: string | null
  /** How many links it is for, or how many lines have been received. */
  readonly lines: number
  /** Lines whose external id has a link with the same amount already; nothing is made for them. */
  readonly present: number
  readonly problems: number
  /** Which making of its file is the newest, from 1; 0 before the first. */
  readonly delivery: number
  /** Lines that were gone through for that file. */
  readonly delivered: number
  /** Those of them that are not in it, because their link was claimed or revoked before. */
  readonly leftOut: number
  /** When the file was written to its end. */
  readonly deliveredAt: Date | null
  /** Links up to this delivery can be claimed. */
  readonly confirmedDelivery: number
  readonly createdAt: Date
}

/** More rows than the largest list that one mailing is made for. */
export const maxRows = 1_000_000

/** What is wrong with a line; with the file itself where `line` is 1 and there is no column. */
export type LineProblem = {
  readonly line: number
  readonly column: string | null
  readonly reason: string
}

/** How many of a file's problems are kept; all are counted. */
export const keptProblems = 1_000

/** The columns that we add after those of the file. */
export const ourColumns = [
  'claim_url',
  'claim_token',
  'claim_reference',
  'claim_amount',
  'claim_currency',
  'claim_expires_at',
] as const

/** The links that are in its newest file. */
export function linksInFile({ delivered, leftOut }: Pick<LinkBatch, 'delivered' | 'leftOut'>): number {
  return delivered - leftOut
}

/** How many links it is about: those of its newest file, or those that it will make. */
export function linksOf(batch: LinkBatch): number {
  const { state, lines, present, deliveredAt } = batch
  if (state === 'refused') return 0
  return deliveredAt || state === 'withdrawn' ? linksInFile(batch) : lines - present
}

/** Whether something still happens to it without anybody pressing anything. */
export function isUnderWay({ state }: Pick<LinkBatch, 'state'>): boolean {
  return state === 'receiving' || state === 'checking'
}

/** Whether its file may be made: for the first time, again, or anew with other tokens for what nobody has claimed. */
export function isDeliverable({ state }: Pick<LinkBatch, 'state'>): boolean {
  return state === 'issuing' || state === 'live'
}

/** Whether its newest file is complete and waits for somebody to say that it has arrived. */
export function isConfirmable({ state, deliveredAt }: Pick<LinkBatch, 'state' | 'deliveredAt'>): boolean {
  return state === 'issuing' && deliveredAt !== null
}
