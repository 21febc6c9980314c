/** An export on disk: its rows of one type, read in the order of the file and never all at once. */
import { open } from 'node:fs/promises'
import { DomainError } from '../domain/errors.ts'
import { createRowCount } from './export-count.ts'
import { noRow, type Row, type RowType, readRow, typeOf } from './export-row.ts'
import { type Line, textLines } from './text-lines.ts'

export type Numbered<T extends RowType> = { readonly line: number; readonly row: Row<T> }

/**
 * With the number of the line that each row is on, for whoever has more to say about it. Throws `invalid-input` with the
 * line's number when one of the rows cannot be read, and at the end where the export is not whole.
 */
export async function* numberedRows<T extends RowType>(file: string, type: T): AsyncGenerator<Numbered<T>> {
  const count = createRowCount(file)
  for await (const line of linesOf(file)) {
    const found = typeOf(line)
    count.add(found, line)
    if (found === type) yield { line: line.number, row: readRow(type, line) }
  }
  count.requireEnd()
}

/** Throws `invalid-input` with the line's number when one of the rows cannot be read. */
export async function* rowsOf<T extends RowType>(file: string, type: T): AsyncGenerator<Row<T>> {
  for await (const { row } of numberedRows(file, type)) yield row
}

/** The id of the database that the export is of; null in one of an older release, which does not count its rows either. */
export async function databaseOf(file: string): Promise<string | null> {
  for await (const line of linesOf(file))
    return typeOf(line) === 'database' ? readRow('database', line).id : null
  return null
}

async function* linesOf(file: string): AsyncGenerator<Line> {
  const handle = await open(file).catch(cause => {
    throw new DomainError('invalid-input', `the export "${file}" cannot be read`, { cause })
  })
  try {
    if ((await handle.stat()).isDirectory())
      throw new DomainError('invalid-input', `the export "${file}" is a folder`)
    yield* textLines(handle.createReadStream({ encoding: 'utf8' }), noRow)
  } finally {
    await handle.close()
  }
}
