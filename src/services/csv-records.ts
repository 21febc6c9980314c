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
import type { CsvForm, Field } from './csv-form.ts'
import { readable } from './readable-rows.ts'

type Row = { readonly record: readonly string[]; readonly info: { readonly lines: number } }
type Place = (field: Field) => number | undefined

/** Longer than any honest line: a quote that is never closed must not fill the memory. */
const maxLineBytes = 64 * 1024

/**
 * Throws `invalid-input` with line, column and reason of every bad row; nothing of such a file counts. `meet` is told the
 * status of each row that is not applied.
 */
export async function* csvRecords(
  file: Readable,
  form: CsvForm,
  meet: (status: string) => void,
): AsyncGenerator<AmazonRecord> {
  const rows = rowsOf(file)
  const head = await rows.next()
  if (head.done) throw new DomainError('invalid-input', '--csv: the file is empty')
  const place = placesOf(head.value.record, form)
  const width = head.value.record.length
  yield* readable(
    rows,
    row => recordOf(row, { form, place, width, meet }),
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
      const titles = head.map(title => JSON.stringify(title)).join(', ')
      throw new DomainError('invalid-input', `--map: ${field}=${column}: ${reason}; it has ${titles}`)
    }
    places.set(field, found[0] ?? 0)
  }
  return field => places.get(field)
}

type Form = {
  readonly form: CsvForm
  readonly place: Place
  readonly width: number
  readonly meet: (status: string) => void
}

function recordOf({ record }: Row, { form, place, width, meet }: Form): AmazonRecord {
  if (record.length !== width) throw new Error(`has ${record.length} columns, the header ${width}`)
  const read = <T>(field: Field, reader: (text: string, column: string) => T) =>
    reader(record[place(field) ?? -1] ?? '', `column "${form.columns.get(field)}"`)
  const isApplied = (status: string) => {
    const applied = form.applied.has(status)
    if (!applied) meet(status)
    return applied
  }
  const currency = read('currency', readCurrency)
  const { amountMinor } = read('amount', (text, column) => parseMoney(text, currency, column))
  return {
    requestId: read('requestId', readRequestId),
    amountMinor,
    currency,
    account: read('account', readAccount),
    at: form.columns.has('at') ? read('at', readTime) : null,
    applied: form.columns.has('status') ? read('status', isApplied) : true,
  }
}
