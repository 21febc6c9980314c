/**
 * What this machine remembers of a database outside of it: the newest checkpoint it has seen. A database that does not
 * know it any more was restored, rolled back, or failed over to a replica that was behind.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Checkpoint, hasForgotten } from '../domain/checkpoint.ts'
import * as checkpoints from '../storage/checkpoint.ts'
import type { Database } from '../storage/database.ts'
import { databaseId } from '../storage/installation.ts'
import * as restores from '../storage/restore.ts'
import { closeCheckpoint } from './checkpoint.ts'
import type { Context } from './context.ts'
import { holdAfterRestore } from './restore.ts'

/** The newest checkpoint that this machine has seen, by database, kept outside of it. */
export type CheckpointMemory = {
  read(databaseId: string): Checkpoint | null
  write(databaseId: string, checkpoint: Checkpoint | null): void
}

/**
 * Remembers the newest checkpoint. Where the database does not know the remembered one any more, all partner accounts
 * go on hold first, and what the database knows is remembered from then on: the hold is in the database itself. Throws where
 * the memory cannot be written, and has held by then.
 */
export async function watchForRestore(context: Context, memory: CheckpointMemory): Promise<void> {
  const { database, log } = context
  const id = await databaseId(database)
  const [known, lost] = [memory.read(id), memory.read(lostOf(id))]
  const newest = (await checkpoints.findNewest(database)) ?? null
  const isForgotten = await forgets(database, known)
  const remembered = isForgotten ? newer(known, lost) : lost
  if (remembered && (await forgets(database, remembered)) && (await isNews(database, remembered))) {
    await holdAfterRestore(context, remembered.mac)
    log.error(
      { known: remembered.number, newest: newest?.number ?? 0 },
      'the database does not know a checkpoint that this machine has seen: all accounts are on hold',
    )
  }
  // After the hold, which a full disk must not keep away. Who ends in between finds the same again, and no news in it.
  if (isForgotten) memory.write(lostOf(id), remembered)
  if (isForgotten || (newest && newest.number > (known?.number ?? 0))) memory.write(id, newest)
}

/** A stop has other things to wait for; who is away or slow for longer covers and remembers it at the next start. */
const lastCheckpointMs = 1_000

/**
 * Closes a checkpoint over what came since the one before, and remembers it: the last thing that a process does, so that
 * nothing it sent is forgotten unnoticed. Resolves after a second at the latest, whatever the database does.
 */
export async function leaveCheckpoint(context: Context, memory: CheckpointMemory | undefined): Promise<void> {
  const left = closeCheckpoint(context).then(() => memory && watchForRestore(context, memory))
  const late = sleep(lastCheckpointMs, undefined, { ref: false }).then(() => {
    throw new Error('the database was too slow')
  })
  await Promise.race([left, late]).catch((error: Error) => {
    context.log.warn({ reason: error.message }, 'stopped without a last checkpoint')
  })
}

/** Whether `name` is the place of one that a database had forgotten, and no database's id. */
export function isLost(name: string): boolean {
  return name.endsWith(' lost')
}

/** Where the newest one is kept that a database had forgotten: a copy that is tried after another may know less of it. */
function lostOf(databaseId: string): string {
  return `${databaseId} lost`
}

function newer(one: Checkpoint | null, other: Checkpoint | null): Checkpoint | null {
  if (!one || !other) return one ?? other
  return one.at > other.at ? one : other
}

async function forgets(database: Database, known: Checkpoint | null): Promise<boolean> {
  return known !== null && hasForgotten(known, await checkpoints.find(database, known.number))
}

/** What is older than the last such hold was covered by it: the machine was away since. */
async function isNews(database: Database, known: Checkpoint): Promise<boolean> {
  const { at, mac } = await restores.lastDistrust(database)
  return known.mac !== mac && (at === null || known.at.getTime() > at.getTime() - skewMs)
}

/** Clocks of database servers differ. */
const skewMs = 60_000
