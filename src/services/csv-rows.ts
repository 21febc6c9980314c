/** Anybody's CSV, strictly by RFC 4180 and in little memory: rows with the lines they end on, and what kind of file it is not. */
import { parse } from 'csv-parse'
import { type Separator, separatorOf } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'

export type CsvRow = {
  readonly line: number
  readonly cells: readonly string[]
  /** Of its file. */
  readonly separator: Separator
}

/** What cannot be read, and the line from which on nothing can. */
export class CsvProblem extends DomainError {
  readonly line: number

  constructor(line: number, reason: string, cause?: unknown) {
    super('invalid-input', reason, { cause })
    this.line = line
  }
}

/** Longer than any honest line: a quote that is never closed must not fill the memory. */
const maxLineBytes = 8 * 1024

/** Half a kilobyte for each of a million rows. */
const maxFileBytes = 500_000_000

/** About a millisecond of reading. */
const pieceBytes = 16 * 1024

export type Reading = {
  /** Spaces around a cell are not of it. */
  readonly trim?: true
}

/** As many rows at a time as came together; the first line tells what separates the columns. Throws `CsvProblem`. */
export async function* csvRows(
  file: AsyncIterable<Buffer>,
  reading: Reading = {},
): AsyncGenerator<readonly CsvRow[]> {
  let reader = createReader(',', reading)
  let size = 0
  for await (const part of fromFirstLine(file)) {
    if (size === 0) {
      requireText(part)
      reader = createReader(separatorOf(firstLineOf(part)), reading)
    }
    size += part.length
    if (size > maxFileBytes) throw new CsvProblem(reader.next(), 'the file is larger than 500 MB: split it')
    for (let start = 0; start < part.length; start += pieceBytes)
      yield* wholeRows(await reader.read(part.subarray(start, start + pieceBytes)))
  }
  yield* wholeRows(await reader.end())
}

/** The parts as they come, the first of them long enough to hold the first line. */
async function* fromFirstLine(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0)
  for await (const part of file) {
    if (start === null) {
      yield part
      continue
    }
    start = Buffer.concat([start, part])
    if (!lineEnd.test(start.toString('latin1')) && start.length <= maxLineBytes) continue
    yield start
    start = null
  }
  if (start !== null && start.length > 0) yield start
}

const lineEnd = /[\r\n]/

function firstLineOf(part: Buffer): string {
  return part.toString('latin1', 0, maxLineBytes).split(lineEnd, 1)[0] ?? ''
}

type Read = { readonly rows: readonly CsvRow[]; readonly problem: CsvProblem | null }

/** What was read before the problem counts as well: it may have problems of its own. */
function* wholeRows({ rows, problem }: Read): Generator<readonly CsvRow[]> {
  yield rows
  if (problem) throw problem
}

/** The parser's own stream would hand on a million rows one by one, at twice the cost of reading them. */
function createReader(separator: Separator, reading: Reading) {
  let rows: CsvRow[] = []
  let last = 0
  const parser = parse({
    ...reading,
    bom: true,
    delimiter: separator,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: maxLineBytes,
    on_record: (cells: string[], { lines }) => {
      last = lines
      rows.push({ line: lines, cells, separator })
      return null
    },
  })
  const next = () => last + 1
  const taken = (resolve: (read: Read) => void) => (error?: Error | null) => {
    resolve({ rows, problem: error ? problemOf(error, next()) : null })
    rows = []
  }
  // Whoever reads or ends is told as well; unheard it would end the process.
  parser.on('error', () => {})
  return {
    next,
    read: (part: Buffer) => new Promise<Read>(resolve => void parser.write(part, taken(resolve))),
    end: () => new Promise<Read>(resolve => void parser.end(taken(resolve))),
  }
}

const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened on this line or later and never closed',
  CSV_MAX_RECORD_SIZE: 'the line is longer than 8 kB; is a quote (") opened and not closed?',
  CSV_INVALID_CLOSING_QUOTE:
    'a quoted cell goes on after its closing quote; double the quotes inside a cell: ""',
  INVALID_OPENING_QUOTE:
    'a quote (") stands inside a cell that does not begin with one; put the cell in quotes and double those inside: ""',
}

function problemOf(error: Error, line: number): CsvProblem {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
  return new CsvProblem(line, reason ?? 'the line is no CSV', error)
}

/** Excel saves both under names that look right. */
function requireText(start: Buffer): void {
  if (start.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004')))
    throw new CsvProblem(1, 'the file is a workbook or an archive: save it as "CSV UTF-8"')
  const mark = start.subarray(0, 2).toString('latin1')
  const wide =
    mark === '\u00FF\u00FE' ||
    mark === '\u00FE\u00FF' ||
    start.subarray(0, 4).filter(byte => byte === 0).length > 1
  if (wide) throw new CsvProblem(1, 'the file is UTF-16: save it as "CSV UTF-8"')
}
