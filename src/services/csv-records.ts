/** Anybody's CSV as records of what Amazon knows, through a mapping of its columns. */
import type { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import {
  type AmazonRecord,
  readAccount,
  readCurrency,
  readRequestId,
  readTime,
} from '../domain/amazon-record.ts'
import { DomainError } from '../domain/errors.ts'
import { parseMoney } from '../domain/money.ts'
import { readable } from './readable-rows.ts'

const required = ['requestId', 'amount', 'currency'] as const
const optional = ['status', 'at', 'account'] as const
type Field = (typeof required)[number] | (typeof optional)[number]
const fields: readonly Field[] = [...required, ...optional]

/** Which column of the file holds which field. */
export type CsvForm = {
  readonly columns: ReadonlyMap<Field, string>
  /** Status words that count as applied; empty where no status is mapped and every row counts. */
  readonly applied: ReadonlySet<string>
}

/**
 * Reads `requestId=COLUMN,amount=COLUMN,currency=COLUMN[,status=COLUMN][,at=COLUMN][,account=COLUMN]` and the words,
 * separated by commas, that count as applied. Throws `invalid-input` naming what is missing or unknown.
 */
export function parseCsvForm(map: string, applied: string | undefined): CsvForm {
  const pairs = map.split(',').filter(pair => pair.trim() !== '')
  const columns = new Map(pairs.map(readPair))
  const missing = required.filter(field => !columns.has(field))
  if (missing.length > 0) throw misuse('map', `names no column for ${missing.join(', ')}`)
  if (columns.has('status') && !applied)
    throw new DomainError('invalid-input', '--applied: say which words in the status column mean applied')
  if (applied && !columns.has('status')) throw misuse('applied', 'needs status=COLUMN in --map')
  return { columns, applied: new Set(applied?.split(',').map(word => word.trim())) }
}

function readPair(pair: string): readonly [Field, string] {
  const [, name = '', column = ''] = /^\s*(\w+)\s*=(.*)$/.exec(pair) ?? []
  const field = fields.find(known => known === name)
  if (!field) throw misuse('map', `"${pair}" is not FIELD=COLUMN with one of ${fields.join(', ')}`)
  if (column.trim() === '') throw misuse('map', `${field} names no column`)
  return [field, column.trim()]
}

function misuse(option: string, reason: string): DomainError {
  return new DomainError('invalid-input', `--${option}: ${reason}`)
}

type Row = { readonly record: readonly string[]; readonly info: { readonly lines: number } }
type Place = (field: Field) => number | undefined

/** Longer than any honest line: a quote that is never closed must not fill the memory. */
const maxLineBytes = 64 * 1024

/** Throws `invalid-input` with line, column and reason of every bad row; nothing of such a file counts. */
export async function* csvRecords(file: Readable, form: CsvForm): AsyncGenerator<AmazonRecord> {
  const rows = rowsOf(file)
  const head = await rows.next()
  if (head.done) throw new DomainError('invalid-input', '--csv: the file is empty')
  const place = placesOf(head.value.record, form)
  const width = head.value.record.length
  yield* readable(
    rows,
    row => recordOf(row, { form, place, width }),
    ({ info }) => `line ${info.lines}`,
  )
}

async function* rowsOf(file: Readable): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: maxLineBytes,
  })
  file.on('error', error => parser.destroy(error)).pipe(parser)
  try {
    for await (const row of parser) yield row as Row
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it is no CSV'
    throw new DomainError('invalid-input', `--csv: nothing was compared and nothing changed: ${reason}`, {
      cause,
    })
  } finally {
    file.destroy()
  }
}

function placesOf(head: readonly string[], { columns }: CsvForm): Place {
  const places = new Map<Field, number>()
  for (const [field, column] of columns) {
    const found = head.flatMap((title, index) => (title === column ? [index] : []))
    if (found.length !== 1) {
      const reason = found.length === 0 ? 'the file has no such column' : 'the file has it more than once'
      throw misuse(
        'map',
        `${field}=${column}: ${reason}; it has ${head.map(title => JSON.stringify(title)).join(', ')}`,
      )
    }
    places.set(field, found[0] ?? 0)
  }
  return field => places.get(field)
}

type Form = { readonly form: CsvForm; readonly place: Place; readonly width: number }

function recordOf({ record }: Row, { form, place, width }: Form): AmazonRecord {
  if (record.length !== width) throw new Error(`has ${record.length} columns, the header ${width}`)
  const read = <T>(field: Field, reader: (text: string, column: string) => T) =>
    reader(record[place(field) ?? -1] ?? '', `column "${form.columns.get(field)}"`)
  const currency = read('currency', readCurrency)
  const { amountMinor } = read('amount', (text, column) => parseMoney(text, currency, column))
  return {
    requestId: read('requestId', readRequestId),
    amountMinor,
    currency,
    account: read('account', readAccount),
    at: form.columns.has('at') ? read('at', readTime) : null,
    applied: form.columns.has('status') ? form.applied.has(read('status', text => text)) : true,
  }
}
