/** Closing checkpoints, one process at a time, at the price of what is new, however long the log grows. */
import { type Checkpoint, checkpointMac } from '../domain/checkpoint.ts'
import * as checkpoints from '../storage/checkpoint.ts'
import type { Context } from './context.ts'

/** Every process asks once a minute; whoever finds that another has just closed one leaves it at that. */
const freshMs = 50_000

/** Closes a checkpoint when events were appended since the last one, unless that is fresh. */
export async function closeWhenDue(context: Context): Promise<void> {
  if (!(await checkpoints.isFresh(context.database, freshMs))) await closeCheckpoint(context)
}

/** The newest checkpoint that was closed; undefined when nothing was appended or another process is at it. */
export async function closeCheckpoint(context: Context): Promise<Checkpoint | undefined> {
  const closed = await closeNext(context)
  if (!closed) return undefined
  const { checkpoint, isLast } = closed
  // The copy outside the database, whoever keeps the log.
  context.log.info({ checkpoint }, 'checkpoint closed')
  return isLast ? checkpoint : ((await closeCheckpoint(context)) ?? checkpoint)
}

type Closed = Pick<checkpoints.Closed, 'isLast'> & { readonly checkpoint: Checkpoint }

async function closeNext({ database, evidenceKey }: Context): Promise<Closed | undefined> {
  return await database.transaction(async tx => {
    const at = await checkpoints.beginClosing(tx)
    if (!at) return undefined
    const previous = await checkpoints.findNewest(tx)
    const { isLast, ...came } = await checkpoints.closeOpen(database, previous?.number ?? 0)
    const sums = { ...sumOf(previous, came), at }
    const checkpoint = { ...sums, mac: checkpointMac(evidenceKey, sums, previous?.mac ?? '') }
    await checkpoints.insert(tx, checkpoint)
    return { checkpoint, isLast }
  })
}

/** Deposits and entries are counted from the beginning, the hash is that of what came. */
function sumOf(previous: Checkpoint | undefined, came: checkpoints.NewEntries): checkpoints.NewEntries {
  const deposits = (previous?.deposits ?? 0) + came.deposits
  return { ...came, deposits, events: (previous?.events ?? 0) + came.events }
}
