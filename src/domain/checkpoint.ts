/**
 * A checkpoint: what the log has come to at one moment, under a key that is not in the database. Whoever changes,
 * drops or adds an entry that a checkpoint covers cannot make that checkpoint again.
 */
import { createHmac } from 'node:crypto'

export type Checkpoint = {
  /** Counts from 1; a database that was rolled back has lost the highest ones. */
  readonly number: number
  readonly at: Date
  /** How many deposits and entries there were in all. */
  readonly deposits: number
  readonly events: number
  /**
   * Hexadecimal SHA-256 over the hashes of the entries since the checkpoint before, in the order of claim link and
   * sequence: each hash covers its chain up to there, and the mac the checkpoint before.
   */
  readonly head: string
  /** Hexadecimal HMAC-SHA-256 over the rest and the checkpoint before. */
  readonly mac: string
}

/** The mac of a checkpoint that follows the one with `previousMac`; the first follows an empty text. */
export function checkpointMac(
  evidenceKey: string,
  { number, at, deposits, events, head }: Omit<Checkpoint, 'mac'>,
  previousMac: string,
): string {
  const text = JSON.stringify({ number, at: at.toISOString(), deposits, events, head, previousMac })
  const key = createHmac('sha256', evidenceKey).update('checkpoint').digest()
  return createHmac('sha256', key).update(text).digest('hex')
}

/** Whether a database whose newest checkpoints are these has forgotten `known`, or never had it. */
export function hasForgotten(known: Checkpoint, sameNumber: Checkpoint | undefined): boolean {
  return sameNumber?.mac !== known.mac
}
