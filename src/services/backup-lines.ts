/** The lines of a backup, block by block and never all at once, with a checksum over what was read. */
import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { DomainError } from '../domain/errors.ts'

/** Ends the rows of a table; no row looks like it, because COPY doubles every backslash. */
export const tableEnd = Buffer.from('\\.\n')

export function broken(reason: string): DomainError {
  return new DomainError('invalid-input', `the backup cannot be used: ${reason}; take another one`)
}

export type Lines = {
  /** The next line; null at the end. */
  next(): Promise<Buffer | null>
  /** Blocks of whole lines up to the end of a table, which is read as well. */
  rows(): AsyncIterable<Buffer>
  /** Over everything that was handed out. */
  digest(): string
}

/** `source` is compressed. */
export function createLines(source: AsyncIterable<Buffer>): Lines {
  const content = createHash('sha256')
  const chunks = unzipped(source)
  let rest: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const { value, done } = await chunks.next()
    if (!done) rest = rest.length === 0 ? value : Buffer.concat([rest, value])
    return !done
  }
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length)
    rest = rest.subarray(length)
    content.update(taken)
    return taken
  }
  return {
    next: async () => {
      while (!rest.includes(10)) if (!(await more())) return null
      return take(rest.indexOf(10) + 1)
    },
    rows: async function* () {
      for (;;) {
        const { length, ended } = blockIn(rest)
        if (length > 0) yield take(length)
        if (ended) return void take(tableEnd.length)
        if (!(await more())) throw broken('it is cut off')
      }
    },
    digest: () => content.copy().digest('hex'),
  }
}

/** How much of the text are whole rows, and whether the end of their table follows. */
function blockIn(text: Buffer): { readonly length: number; readonly ended: boolean } {
  if (text.subarray(0, tableEnd.length).equals(tableEnd)) return { length: 0, ended: true }
  const at = text.indexOf(`\n${tableEnd}`)
  return at >= 0 ? { length: at + 1, ended: true } : { length: text.lastIndexOf(10) + 1, ended: false }
}

async function* unzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  const gunzip = createGunzip()
  const piped = pipeline(source, gunzip).catch(() => {})
  try {
    yield* gunzip
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw broken('it is no compressed file, or it is cut off')
    throw new DomainError('invalid-input', `the backup cannot be read: ${message}`, { cause })
  } finally {
    gunzip.destroy()
    await piped
  }
}
