/** A file of recipients: which columns it has, and what each of its lines orders. */
import { type Campaign, linkAmount } from './campaign.ts'
import { csvLine, type Separator } from './csv.ts'
import { DomainError } from './errors.ts'
import { type LineProblem, ourColumns } from './link-batch.ts'

const known = ['external_id', 'amount', 'expires_at'] as const
type Known = (typeof known)[number]

export type LinkColumns = {
  readonly names: readonly string[]
  readonly places: ReadonlyMap<Known, number>
}

/** A moment, or a day that it is the end of in the campaign's time zone. */
export type Expiry = { readonly at: Date } | { readonly day: string }

export type LinkRow = {
  readonly line: number
  readonly externalId: string
  readonly amountMinor: number
  readonly expiry: Expiry | null
  /** The line as it is given back. */
  readonly original: string
}

const mostColumns = 100
const longestName = 100

/** Reads the first line. Throws `invalid-input` with a sentence for each thing that is wrong with it. */
export function readColumns(
  names: readonly string[],
  { amountMinor }: Pick<Campaign, 'amountMinor'>,
): LinkColumns {
  const needed = amountMinor === null ? needsAmount : {}
  const problems = separatorProblems(names) ?? columnProblems(names, { ...needsReference, ...needed })
  if (problems.length > 0) throw new DomainError('invalid-input', problems.join('\n'))
  const places = known.map(name => [name, placeOf(names, name)] as const).filter(([, place]) => place >= 0)
  return { names, places: new Map(places) }
}

/** Where the column stands, also when a spreadsheet or a person has written it `External ID`; -1 without one. */
export function placeOf(names: readonly string[], column: string): number {
  const exact = names.indexOf(column)
  return exact >= 0 ? exact : names.findIndex(name => bare(name) === bare(column))
}

/** With another separator the whole line is one column. */
function separatorProblems([only = '', ...rest]: readonly string[]): string[] | null {
  if (rest.length > 0 || !only.includes('|')) return null
  return [
    'the columns are separated by bars: save the file with commas, semicolons or tabs between its columns',
  ]
}

const needsReference = { external_id: 'your own reference for each recipient, by which a link is theirs' }
const needsAmount = { amount: 'the campaign has no fixed one' }

function columnProblems(names: readonly string[], needed: Readonly<Record<string, string>>): string[] {
  if (names.length > mostColumns)
    return [`there are ${names.length} columns; at most ${mostColumns} can be kept`]
  const each = names.flatMap((name, place) => nameProblem(name, names.slice(0, place)) ?? [])
  const missing = Object.entries(needed).filter(([name]) => placeOf(names, name) < 0)
  const found = names.length > 10 ? [...names.slice(0, 10).map(quoted), '…'] : names.map(quoted)
  return [
    ...each,
    ...missing.map(
      ([name, why]) => `there must be a column ${name}: ${why}. The file has ${found.join(', ')}`,
    ),
  ]
}

const quoted = (name: string) => `"${shown(name)}"`

function nameProblem(name: string, before: readonly string[]): string | null {
  if (name.trim() === '') return 'every column needs a name'
  if (before.includes(name)) return `the column "${shown(name)}" is there twice`
  if (name.length > longestName)
    return `the column "${shown(name)}" has a name longer than ${longestName} characters`
  if (unprintable.test(name))
    return `the name of the column "${shown(name)}" has characters that cannot be kept`
  const ours = ourColumns.find(our => our === name)
  if (ours) return `the column "${ours}" is one that we add: give yours another name`
  const meant = known.find(one => bare(one) === bare(name))
  const twin = meant && before.find(one => bare(one) === bare(meant))
  return twin ? `the columns "${shown(twin)}" and "${shown(name)}" both mean ${meant}: leave one out` : null
}

function bare(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
}

/** Control characters but line ends and tabs; what stands where a file is not UTF-8; halves of characters. */
const unprintable = /[^\P{Cc}\n\r\t]|[\uFFFD\p{Cs}]/u

/** For a message: short, and nothing that would steer the terminal that shows it. */
function shown(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return short.replaceAll(/\p{Cc}/gu, '\uFFFD')
}

type Line = { readonly line: number; readonly cells: readonly string[]; readonly separator: Separator }

/** Reads a line, or says all that is wrong with it. */
export function readRow(
  { cells, line, separator }: Line,
  { names, places }: LinkColumns,
  campaign: Pick<Campaign, 'amountMinor' | 'budgetMinor' | 'currency'>,
): LinkRow | LineProblem[] {
  if (cells.length !== names.length)
    return [{ line, column: null, reason: `has ${cells.length} columns, and the first line ${names.length}` }]
  const problems: LineProblem[] = unprintableCells(cells, line, names)
  const read = <T>(column: Known, reader: (text: string) => T, otherwise: T): T => {
    const place = places.get(column)
    if (place === undefined) return otherwise
    try {
      return reader((cells[place] ?? '').trim())
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      problems.push({ line, column, reason: error.message.replace(/^amount: /, '') })
      return otherwise
    }
  }
  const row = {
    line,
    externalId: read('external_id', readExternalId, ''),
    // Where it is null, every line was asked for its own.
    amountMinor: read('amount', text => readAmount(text, separator, campaign), campaign.amountMinor ?? 0),
    expiry: read('expires_at', readExpiry, null),
  }
  return problems.length > 0 ? problems : { ...row, original: csvLine(cells, separator) }
}

function unprintableCells(cells: readonly string[], line: number, names: readonly string[]): LineProblem[] {
  return cells.flatMap((cell, place) => {
    if (!unprintable.test(cell)) return []
    const reason = cell.includes('\0') ? 'has a NUL character' : 'has a control character or is not UTF-8'
    return [{ line, column: names[place] ?? null, reason: `${reason}; save the file as CSV UTF-8` }]
  })
}

function readExternalId(text: string): string {
  if (text === '') throw refused('is missing: every line needs your own reference for the recipient')
  if (text.length > 200) throw refused('is longer than 200 characters')
  return text
}

/**
 * Minor units of an amount in a file with this separator; the campaign's own for an empty text. Where the columns are not
 * separated by commas, the decimal mark may be one. Throws `invalid-input` naming `amount`.
 */
export function readAmount(
  text: string,
  separator: Separator,
  campaign: Pick<Campaign, 'amountMinor' | 'budgetMinor' | 'currency'>,
): number {
  const comma = separator === ',' ? null : /^([\d.]+),\d\d?$/.exec(text)
  if (comma?.[1]?.includes('.'))
    throw refused(`amount: "${shown(text)}" has a dot between its thousands; write it like 1000,00`)
  return linkAmount(shown(comma ? text.replace(',', '.') : text), campaign)
}

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
const day = /^\d{4}-\d{2}-\d{2}$/

function readExpiry(text: string): Expiry | null {
  if (text === '') return null
  if (day.test(text) && isDay(text)) return { day: text }
  const at = new Date(zoned.test(text) && isDay(text.slice(0, 10)) ? text : Number.NaN)
  if (!Number.isNaN(at.getTime())) return { at }
  throw refused(
    `"${shown(text)}" is not a day like 2026-12-31 or a moment with its zone like 2026-12-31T18:00+01:00`,
  )
}

/** JavaScript takes February 30 for March 2. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function refused(reason: string): DomainError {
  return new DomainError('invalid-input', reason)
}
