/**
 * A backup as a file, compressed: a line of JSON that says what it is, for each table a line with its name and columns, its
 * rows as COPY writes them and `\.`, and a last line with the number of rows and a checksum over all before.
 */
import type { Hash } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../domain/json.ts'
import { broken, createLines, type Lines } from './backup-lines.ts'

const head = z.object({
  backup: z.literal('login-and-receive'),
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The newest migration of the database that it was made of. */
  schema: z.int().positive(),
  amazonEnv: z.string(),
  /** The newest checkpoint in it, null before the first. */
  checkpoint: z.int().nullable(),
})
export type BackupHead = z.infer<typeof head>

const table = z.object({
  table: z.string().regex(/^[a-z0-9_]+$/),
  columns: z.array(z.string().regex(/^[a-z0-9_]+$/)).min(1),
})
const end = z.object({ end: z.literal(true), rows: z.int(), sha256: z.string() })

/** The first line, as it is written. */
export function headLine(values: Omit<BackupHead, 'backup' | 'format'>): Buffer {
  return lineOf({ backup: 'login-and-receive', format: 1, ...values } satisfies BackupHead)
}

export function tableLine({ name, columns }: Pick<BackupTable, 'name' | 'columns'>): Buffer {
  return lineOf({ table: name, columns })
}

/** The last line; `content` is over everything before it. */
export function endLine(rows: number, content: Hash): Buffer {
  return lineOf({ end: true, rows, sha256: content.digest('hex') })
}

function lineOf(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`)
}

export function countLines(text: Buffer): number {
  let lines = 0
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) lines++
  return lines
}

export type BackupTable = {
  readonly name: string
  readonly columns: readonly string[]
  /** To be read to their end before the next table. */
  readonly rows: AsyncIterable<Buffer>
}

export type OpenBackup = { readonly head: BackupHead; readonly tables: AsyncIterable<BackupTable> }

/** Throws `invalid-input` for what is no backup, at once or, where it is cut off or changed, at the end of its tables. */
export async function openBackup(source: AsyncIterable<Buffer>): Promise<OpenBackup> {
  const lines = createLines(source)
  const first = head.safeParse(parseJson(String(await lines.next())))
  if (!first.success) throw broken('its first line is none of a backup that this release knows')
  return { head: first.data, tables: tablesIn(lines) }
}

async function* tablesIn(lines: Lines): AsyncGenerator<BackupTable> {
  let count = 0
  for (;;) {
    const before = lines.digest()
    const line = parseJson(String(await lines.next()))
    const last = end.safeParse(line)
    if (last.success) return checkEnd(last.data, before, count)
    const next = table.safeParse(line)
    if (!next.success) throw broken('it is cut off, or its tables are not')
    yield {
      name: next.data.table,
      columns: next.data.columns,
      rows: counting(lines.rows(), lines => {
        count += lines
      }),
    }
  }
}

async function* counting(rows: AsyncIterable<Buffer>, note: (lines: number) => void): AsyncGenerator<Buffer> {
  for await (const text of rows) {
    note(countLines(text))
    yield text
  }
}

function checkEnd({ rows, sha256 }: z.infer<typeof end>, found: string, count: number): void {
  if (sha256 !== found || rows !== count) throw broken('its checksum is another: it was changed or damaged')
}
