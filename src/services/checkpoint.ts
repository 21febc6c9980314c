/** Closing checkpoints, one process at a time, at a price that stays small however long the log grows. */
import { type Checkpoint, checkpointMac } from '../domain/checkpoint.ts'
import * as checkpoints from '../storage/checkpoint.ts'
import type { Context } from './context.ts'

/** The sums read every deposit; they may take a hundredth of the time. */
const rest = 100
/** Every process asks once a minute; whoever finds that another has just closed one leaves it at that. */
const freshMs = 50_000

export type Checkpoints = {
  /** Closes a checkpoint when events were appended since the last one, which is neither fresh nor was too dear. */
  close(): Promise<void>
}

/** One per process. */
export function createCheckpoints(context: Context): Checkpoints {
  let restUntilMs = 0
  return {
    close: async () => {
      const startedMs = context.elapsedMs()
      if (startedMs < restUntilMs || (await isFresh(context))) return
      await closeCheckpoint(context)
      const nowMs = context.elapsedMs()
      restUntilMs = nowMs + rest * (nowMs - startedMs)
    },
  }
}

async function isFresh({ database, clock }: Context): Promise<boolean> {
  const newest = await checkpoints.findNewest(database)
  return newest !== undefined && Math.abs(clock().getTime() - newest.at.getTime()) < freshMs
}

/** The checkpoint that was closed; undefined when nothing was appended or another process is at it. */
export async function closeCheckpoint({
  database,
  evidenceKey,
  clock,
  log,
}: Context): Promise<Checkpoint | undefined> {
  const closed = await database.transaction(async tx => {
    if (!(await checkpoints.mayClose(tx))) return undefined
    const previous = await checkpoints.findNewest(tx)
    const totals = await checkpoints.closeOpen(database)
    const sums = { ...totals, at: clock() }
    const checkpoint = { ...sums, mac: checkpointMac(evidenceKey, sums, previous?.mac ?? '') }
    await checkpoints.insert(tx, checkpoint)
    return checkpoint
  })
  // The copy outside the database, whoever keeps the log.
  if (closed) log.info({ checkpoint: closed }, 'checkpoint closed')
  return closed
}
