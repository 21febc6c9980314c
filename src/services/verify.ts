/**
 * Proving offline that an export is whole and untampered: every chain, every checkpoint, what the log came to at each of
 * them, and the last one that somebody kept outside. Reads the file several times.
 */
import { type Checkpoint, checkpointMac } from '../domain/checkpoint.ts'
import { createHeadHistory, type HeadHistory, type ReplayedTotals } from '../domain/head-history.ts'
import { rowsOf } from './export-file.ts'
import { verifyDeposits } from './verify-deposits.ts'

export type Verified = {
  /** What is wrong first; null when the export is whole. */
  readonly problem: string | null
  readonly deposits: number
  readonly events: number
  readonly checkpoints: number
  /** The newest checkpoint, and how many events came after it and are covered by none yet. */
  readonly newest: Checkpoint | null
  readonly uncovered: number
}

/** `known` is a checkpoint from outside the database: without one, a database that was rolled back looks whole. */
export async function verifyExport(
  file: string,
  evidenceKey: string,
  known: Checkpoint | null,
): Promise<Verified> {
  const { problem, count, newest } = await verifyCheckpoints(file, evidenceKey, known)
  const history = createHeadHistory()
  const wrong = problem ?? (await verifyDeposits(file, history)) ?? (await verifyTotals(file, history))
  const { deposits, events } = history
  return {
    problem: wrong,
    deposits,
    events,
    checkpoints: count,
    newest,
    uncovered: events - (newest?.events ?? 0),
  }
}

type CheckpointChain = {
  readonly problem: string | null
  readonly count: number
  readonly newest: Checkpoint | null
}

async function verifyCheckpoints(
  file: string,
  evidenceKey: string,
  known: Checkpoint | null,
): Promise<CheckpointChain> {
  let newest: Checkpoint | null = null
  let [count, found] = [0, known === null]
  for await (const checkpoint of rowsOf(file, 'checkpoint')) {
    const wrong = wrongCheckpoint(checkpoint, newest, evidenceKey, known)
    if (wrong) return { problem: `checkpoint ${checkpoint.number}: ${wrong}`, count, newest }
    found ||= checkpoint.number === known?.number
    newest = checkpoint
    count++
  }
  const problem = found
    ? null
    : `checkpoint ${known?.number}, which was kept outside the database, is missing: the database was rolled back`
  return { problem, count, newest }
}

function wrongCheckpoint(
  checkpoint: Checkpoint,
  before: Checkpoint | null,
  evidenceKey: string,
  known: Checkpoint | null,
): string | null {
  if (checkpoint.mac !== checkpointMac(evidenceKey, checkpoint, before?.mac ?? ''))
    return 'it was not made with this evidence key, or not after the one before it'
  if (checkpoint.number === known?.number && checkpoint.mac !== known.mac)
    return 'it is not the one that was kept outside the database'
  if (before === null || checkpoint.number > before.number) return null
  return `it comes after number ${before.number}: the database was rolled back and used on`
}

async function verifyTotals(file: string, history: HeadHistory): Promise<string | null> {
  const replay = history.replay()
  for await (const checkpoint of rowsOf(file, 'checkpoint')) {
    const here = replay.upTo(checkpoint.number)
    const { deposits, events, head } = checkpoint
    if (deposits !== here.deposits || events !== here.events || head !== here.head)
      return differing(checkpoint, here)
  }
  return null
}

/** A chain that was made anew as a whole shows only in the sums: the checkpoint before tells how far all is well. */
function differing(checkpoint: Checkpoint, here: ReplayedTotals): string {
  const among = here.first
    ? `among or missing from the ${here.moved} chains that went on since the checkpoint before, ` +
      `from claim link ${here.first.claimLinkId}, entry ${here.first.sequence}`
    : 'missing: no chain here went on since the checkpoint before'
  return (
    `checkpoint ${checkpoint.number} covered ${checkpoint.deposits} deposits with ${checkpoint.events} entries, these are ` +
    `others (${here.deposits} with ${here.events}): one was changed, dropped or added with all hashes made anew, ${among}`
  )
}
