/** Anybody's CSV as records of what Amazon knows, through a mapping of its columns. */
import type { Readable } from 'node:stream'
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
import { CsvProblem, type CsvRow, csvRows } from './csv-rows.ts'
import { readable } from './readable-rows.ts'

type Place = (field: Field) => number | undefined

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
  const place = placesOf(head.value.cells, form)
  const width = head.value.cells.length
  yield* readable(
    rows,
    row => recordOf(row, { form, place, width, meet }),
    ({ line }) => `line ${line}`,
  )
}

async function* rowsOf(file: Readable): AsyncGenerator<CsvRow> {
  try {
    for await (const rows of csvRows(file, { trim: true })) yield* rows
  } catch (cause) {
    const where = cause instanceof CsvProblem ? `line ${cause.line}: ` : ''
    const reason = cause instanceof Error ? cause.message : 'it cannot be read'
    const told = `--csv: nothing was compared and nothing changed: ${where}${reason}`
    throw new DomainError('invalid-input', told, { cause })
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

function recordOf({ cells }: CsvRow, { form, place, width, meet }: Form): AmazonRecord {
  if (cells.length !== width) throw new Error(`has ${cells.length} columns, the header ${width}`)
  const read = <T>(field: Field, reader: (text: string, column: string) => T) =>
    reader(cells[place(field) ?? -1] ?? '', `column "${form.columns.get(field)}"`)
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
