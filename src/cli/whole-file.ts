/** A file on disk that is worth money: there as a whole under its name, or not at all, and readable by its owner alone. */
import { createWriteStream, rmSync } from 'node:fs'
import { lstat, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../domain/errors.ts'

/** Changed as by `through` on the way. */
type Write = (parts: AsyncIterable<string | Buffer>, ...through: Transform[]) => Promise<void>

/**
 * The file has its name, and is on the disk, once `fill` has written it and returned; what it throws leaves nothing, nor does
 * Ctrl-C. Throws `invalid-input` naming the option where the file cannot be written, and then before `fill` is called.
 */
export async function writeWhole<T>(
  option: string,
  path: string,
  fill: (write: Write) => Promise<T>,
): Promise<T> {
  const part = `${path}.part`
  await requireOrdinary(option, path)
  const done = removeOnSignal(part)
  try {
    await create(part)
    const filled = await fill((parts, ...through) =>
      pipeline([Readable.from(parts), ...through, createWriteStream(part, { flush: true })]),
    )
    await rename(part, path)
    await syncFolder(path)
    return filled
  } catch (error) {
    await rm(part, { force: true }).catch(() => {})
    throw isOfFiles(error) ? refusal(option, path, error) : error
  } finally {
    done()
  }
}

/** Until what it returns is called; the process ends by the signal all the same. */
function removeOnSignal(part: string): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const leave = (signal: NodeJS.Signals) => {
    done()
    rmSync(part, { force: true })
    process.kill(process.pid, signal)
  }
  const done = () => {
    for (const signal of signals) process.off(signal, leave)
  }
  for (const signal of signals) process.on(signal, leave)
  return done
}

/** A device or a link that has its name would be gone. */
async function requireOrdinary(option: string, path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null || found.isFile()) return
  throw new DomainError('invalid-input', `--${option}: "${path}" is no ordinary file`)
}

/** Anew, because one that an earlier run left behind may be open to others. */
async function create(part: string): Promise<void> {
  await rm(part, { force: true })
  await (await open(part, 'wx', 0o600)).close()
}

/** A file is found after a power cut only when its folder has been written as well. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path))
  await folder.sync().finally(() => folder.close())
}

function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  const { syscall = '' } = error as NodeJS.ErrnoException
  return ['open', 'rename', 'rm', 'unlink', 'write', 'fsync'].includes(syscall)
}

function refusal(option: string, path: string, cause: NodeJS.ErrnoException): DomainError {
  return new DomainError(
    'invalid-input',
    `--${option}: the file "${path}" cannot be written (${cause.code})`,
    {
      cause,
    },
  )
}
