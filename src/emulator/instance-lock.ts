// One emulator per data directory: an exclusive lock the kernel releases at death, and a note of who holds it.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface InstanceLock {
  /** Tells others where this emulator listens. */
  announce(port: number, url: string): void
  release(): void
}

/** Takes the lock of `DATA_DIR/emulator`. @throws when another emulator has it, naming that one, or there can be none. */
export function takeInstanceLock(directory: string): InstanceLock {
  makeDirectory(directory)
  const note = join(directory, 'emulator.json')
  const database = new DatabaseSync(join(directory, 'lock'))
  try {
    // SQLite's exclusive transaction is an fcntl lock on the file.
    database.exec('begin exclusive')
  } catch (cause) {
    database.close()
    throw new Error(`an emulator already runs on ${directory}: ${readNote(note)}`, { cause })
  }
  // A killed emulator could not take its note away.
  rmSync(note, { force: true })
  return {
    announce(port, url) {
      const draft = `${note}.${process.pid}`
      writeFileSync(draft, `${JSON.stringify({ pid: process.pid, port, url })}\n`)
      renameSync(draft, note)
    },
    release() {
      rmSync(note, { force: true })
      database.close()
    },
  }
}

/** One by one: in a directory that takes none, such as /proc, Node's own recursive way never returns. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  makeDirectory(dirname(directory))
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (cause) {
    // The service, which starts at the same time, may have been first.
    if (existsSync(directory)) return
    const { message } = cause as Error
    throw new Error(`DATA_DIR: ${directory} cannot be made: ${message}; choose another`, { cause })
  }
}

function readNote(note: string): string {
  try {
    return readFileSync(note, 'utf8').trim()
  } catch {
    return 'it is just starting'
  }
}
