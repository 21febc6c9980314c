/**
 * The exclusive lock on DATA_DIR under which the embedded PostgreSQL is started and stopped. It is an SQLite
 * lock because Node has no file lock of its own; the kernel releases it when its holder dies, however it dies.
 */
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'

/** Longer than any start or stop takes, crash recovery of a large database apart. */
const LOCK_WAIT_MS = 30_000
const POLL_MS = 20
const SQLITE_BUSY = 5

/** Runs `work` while this program alone holds the lock; throws when another one keeps it for 30 seconds. */
export async function withDataDirLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const file = join(dir, 'lock')
  createPrivately(file)
  const lock = new DatabaseSync(file)
  try {
    await acquire(lock, dir)
    return await work()
  } finally {
    lock.close()
  }
}

/**
 * Only a file that is new is opened here: closing a descriptor of a file releases every POSIX lock that the
 * process holds on it.
 */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function acquire(lock: DatabaseSync, dir: string): Promise<void> {
  const deadline = performance.now() + LOCK_WAIT_MS
  while (!tryAcquire(lock)) {
    if (performance.now() > deadline) {
      throw new Error(`Another program has been starting or stopping PostgreSQL in ${dir} for 30 seconds`)
    }
    await setTimeout(POLL_MS)
  }
}

function tryAcquire(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive')
    return true
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false
    throw error
  }
}
