/**
 * What a process remembers outside the database: the newest checkpoint it has seen, by database. A database that does
 * not know it any more was restored or rolled back.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from './config/config.ts'
import type { Checkpoint } from './domain/checkpoint.ts'
import { DomainError } from './domain/errors.ts'
import { type CheckpointMemory, isLost } from './services/checkpoint-memory.ts'
import { exportedCheckpoint } from './services/export-row.ts'

const schema = z.record(z.string(), exportedCheckpoint)
type State = z.infer<typeof schema>

/** What is written is on disk when the write returns. Throws `configuration` where the file cannot be used. */
export function openStateFile({ stateFile }: Pick<Config, 'stateFile'>, dataDir: string): CheckpointMemory {
  const path = stateFile ?? join(dataDir, 'state.json')
  requireWritable(path)
  return {
    read: databaseId => readState(path)[databaseId] ?? null,
    write: (databaseId, checkpoint) => {
      const { [databaseId]: _, ...others } = readState(path)
      writeWhole(path, { ...others, ...(checkpoint && { [databaseId]: checkpoint }) })
    },
  }
}

/**
 * The newest checkpoint seen of the database, which is null where nobody knows its id; null when there is no checkpoint of
 * any. Throws `invalid-input` when it cannot tell which one is of this database.
 */
export function readOnlyState(
  { stateFile }: Pick<Config, 'stateFile'>,
  dataDir: string,
  databaseId: string | null,
): Checkpoint | null {
  const state = readState(stateFile ?? join(dataDir, 'state.json'))
  const known = Object.keys(state).filter(name => !isLost(name))
  if (known.length === 0) return null
  const [name = '', ...others] = known.filter(id => databaseId === null || id === databaseId)
  const checkpoint = state[name]
  if (checkpoint && others.length === 0) return checkpoint
  // Nothing known would be no comparison, and whoever changes the id in an export must not be spared that.
  throw new DomainError(
    'invalid-input',
    `checkpoint: STATE_FILE knows ${ambiguity(databaseId)} with --checkpoint`,
  )
}

function ambiguity(databaseId: string | null): string {
  return databaseId === null
    ? 'several databases; give the checkpoint of this one'
    : 'other databases, and not the one of this export; give its checkpoint'
}

/** A file that cannot be read is no reason to forget: somebody must look at it. */
function readState(path: string): State {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    const fix = 'look at it; only when the database surely was not rolled back, remove the file'
    throw new DomainError('configuration', `STATE_FILE: ${path} cannot be read; ${fix}`, { cause })
  }
}

/** Found out at the start, because the first checkpoint to remember comes long after it. */
function requireWritable(path: string): void {
  const draft = draftOf(path)
  try {
    makeFolder(dirname(path))
    closeSync(openSync(draft, 'w', 0o600))
    unlinkSync(draft)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const fix = 'name a file in a folder that this user may write to'
    throw new DomainError('configuration', `STATE_FILE: ${path} cannot be written (${code}); ${fix}`, {
      cause,
    })
  }
}

/** Step by step: asked for all of them at once, Node goes on for ever under /proc, where nobody can make a folder. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT') throw error
    makeFolder(dirname(folder))
    mkdirSync(folder)
  }
}

const draftOf = (path: string) => `${path}.${process.pid}`

/** The rename makes it whole or unchanged, whenever the process is killed. */
function writeWhole(path: string, state: State): void {
  makeFolder(dirname(path))
  const draft = draftOf(path)
  writeFileSync(draft, `${JSON.stringify(state)}\n`, { mode: 0o600, flush: true })
  renameSync(draft, path)
  const directory = openSync(dirname(path), 'r')
  fsyncSync(directory)
  closeSync(directory)
}
