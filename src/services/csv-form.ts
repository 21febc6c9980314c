/** How somebody's CSV tells what Amazon knows: which column holds which field, and what the words of its status mean. */
import { DomainError } from '../domain/errors.ts'
import { emptyWord } from '../domain/status-word.ts'

const required = ['requestId', 'amount', 'currency'] as const
const optional = ['status', 'at', 'account'] as const
export type Field = (typeof required)[number] | (typeof optional)[number]
const fields: readonly Field[] = [...required, ...optional]

export type CsvForm = {
  /** Which column of the file holds which field. */
  readonly columns: ReadonlyMap<Field, string>
  /** Status words that count as applied; empty where no status is mapped and every row counts. */
  readonly applied: ReadonlySet<string>
  /** Status words that somebody has said to mean not applied. */
  readonly notApplied: ReadonlySet<string>
}

/** As the options give them: words separated by commas. */
export type GivenWords = { readonly applied?: string | undefined; readonly notApplied?: string | undefined }

/**
 * Reads `requestId=COLUMN,amount=COLUMN,currency=COLUMN[,status=COLUMN][,at=COLUMN][,account=COLUMN]` and the words of
 * the status. Throws `invalid-input` naming what is missing, unknown or said twice.
 */
export function parseCsvForm(map: string, given: GivenWords): CsvForm {
  const columns = readColumns(map)
  const [applied, notApplied] = [readWords(given.applied), readWords(given.notApplied)]
  if (columns.has('status') && applied.size === 0)
    throw misuse('applied', 'say which words in the status column mean applied')
  if (applied.size > 0 && !columns.has('status')) throw misuse('applied', 'needs status=COLUMN in --map')
  if (notApplied.size > 0 && !columns.has('status'))
    throw misuse('not-applied', 'needs status=COLUMN in --map')
  const both = [...notApplied].find(word => applied.has(word))
  if (both !== undefined)
    throw misuse('not-applied', `"${both}" is in --applied too; leave it where it belongs`)
  return { columns, applied, notApplied }
}

function readColumns(map: string): Map<Field, string> {
  const columns = new Map<Field, string>()
  for (const pair of map.split(',').filter(pair => pair.trim() !== '')) {
    const [field, column] = readPair(pair)
    if (columns.has(field)) throw misuse('map', `${field} is given twice; name one column for it`)
    columns.set(field, column)
  }
  const missing = required.filter(field => !columns.has(field))
  if (missing.length > 0) throw misuse('map', `names no column for ${missing.join(', ')}`)
  return columns
}

function readPair(pair: string): readonly [Field, string] {
  const [, name = '', column = ''] = /^\s*(\w+)\s*=(.*)$/.exec(pair) ?? []
  const field = fields.find(known => known === name)
  if (!field) throw misuse('map', `"${pair}" is not FIELD=COLUMN with one of ${fields.join(', ')}`)
  if (column.trim() === '') throw misuse('map', `${field} names no column`)
  return [field, column.trim()]
}

function readWords(given = ''): Set<string> {
  const words = given.split(',').map(word => word.trim())
  return new Set(words.filter(word => word !== '').map(word => (word === emptyWord ? '' : word)))
}

function misuse(option: string, reason: string): DomainError {
  return new DomainError('invalid-input', `--${option}: ${reason}`)
}
