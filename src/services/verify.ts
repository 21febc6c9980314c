/**
 * Proving offline that an export is whole and untampered: every chain, every checkpoint, what the log came to at each of
 * them, the last one that somebody kept outside, and what the rows beside the log say of the same. Reads the file several
 * times.
 */
import { type Checkpoint, checkpointMac } from '../domain/checkpoint.ts'
import { createCoverage } from '../domain/coverage.ts'
import { wrongDeposits } from './export-count.ts'
import { rowsOf } from './export-file.ts'
import { nothingFound, verifyDeposits } from './verify-deposits.ts'

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

/**
 * `evidenceKeys` are all that ever made checkpoints. `known` is a checkpoint from outside the database: without one, a
 * database that was rolled back looks whole.
 */
export async function verifyExport(
  file: string,
  evidenceKeys: readonly string[],
  known: Checkpoint | null,
): Promise<Verified> {
  const { problem, checkpoints } = await verifyCheckpoints(file, evidenceKeys, known)
  const coverage = createCoverage(checkpoints)
  const found = problem === null ? await verifyDeposits(file, coverage) : nothingFound
  const { broken, contradicted, ...counted } = found
  // A row is held against its log once that is proven itself.
  const wrong = problem ?? broken ?? coverage.problem() ?? contradicted
  return {
    problem: wrong ?? (await wrongLinks(file, counted.deposits)),
    ...counted,
    checkpoints: checkpoints.length,
    newest: checkpoints.at(-1) ?? null,
    uncovered: coverage.uncovered(),
  }
}

async function wrongLinks(file: string, deposits: number): Promise<string | null> {
  let claimed = 0
  for await (const { state } of rowsOf(file, 'claim-link')) if (state === 'claimed') claimed++
  return wrongDeposits(file, claimed, deposits)
}

type CheckpointChain = {
  readonly problem: string | null
  readonly checkpoints: readonly Checkpoint[]
}

async function verifyCheckpoints(
  file: string,
  evidenceKeys: readonly string[],
  known: Checkpoint | null,
): Promise<CheckpointChain> {
  const checkpoints: Checkpoint[] = []
  for await (const checkpoint of rowsOf(file, 'checkpoint')) {
    const wrong = wrongCheckpoint(checkpoint, checkpoints.at(-1) ?? null, evidenceKeys, known)
    if (wrong) return { problem: `checkpoint ${checkpoint.number}: ${wrong}`, checkpoints }
    checkpoints.push(checkpoint)
  }
  const found = known === null || checkpoints.some(({ number }) => number === known.number)
  return { problem: found ? null : missing(known, checkpoints.at(-1)), checkpoints }
}

/** An export of a database that was rolled back looks like one that was made before the checkpoint was closed. */
function missing(known: Checkpoint, newest: Checkpoint | undefined): string {
  if (newest && newest.number > known.number)
    return `checkpoint ${known.number}, which was kept outside the database, is missing: it is of another database, or the database was rolled back and used on`
  const end = newest ? `ends at ${named(newest)}` : 'has no checkpoint'
  return (
    `this export ${end}, and the one kept outside the database (STATE_FILE or --checkpoint) is ${named(known)}: it was made ` +
    'earlier or of another database, or the database was rolled back; give the checkpoint of its time with --checkpoint'
  )
}

function named({ number, at }: Checkpoint): string {
  return `checkpoint ${number} of ${at.toISOString()}`
}

function wrongCheckpoint(
  checkpoint: Checkpoint,
  before: Checkpoint | null,
  evidenceKeys: readonly string[],
  known: Checkpoint | null,
): string | null {
  const isMadeWith = (key: string) => checkpoint.mac === checkpointMac(key, checkpoint, before?.mac ?? '')
  if (!evidenceKeys.some(isMadeWith))
    return 'it was not made with this evidence key, or not after the one before it'
  if (checkpoint.number === known?.number && checkpoint.mac !== known.mac)
    return 'it is not the one that was kept outside the database'
  if (before === null || checkpoint.number > before.number) return null
  return `it comes after number ${before.number}: the database was rolled back and used on`
}
