/** Which links a file means: a CSV with a column of external ids or of references, the whole file or nothing. */
import type { Campaign } from '../domain/campaign.ts'
import { DomainError } from '../domain/errors.ts'
import { placeOf } from '../domain/link-file.ts'
import * as changes from '../storage/link-change.ts'
import type { Context } from './context.ts'
import { CsvProblem, type CsvRow, csvRows } from './csv-rows.ts'

const columns = ['external_id', 'claim_reference'] as const
type Column = (typeof columns)[number]

/** What one press may change: a transaction of some seconds. */
const mostNames = 100_000
const partNames = 1_000
const shownProblems = 20

/** Ids of the links that the file names. Throws `invalid-input` naming every line, the first twenty, that means none or several. */
export async function linksNamed(
  context: Pick<Context, 'database'>,
  campaign: Campaign,
  file: AsyncIterable<Buffer>,
): Promise<string[]> {
  const { column, names } = await readNames(file).catch(error => {
    if (!(error instanceof CsvProblem)) throw error
    throw new DomainError('invalid-input', `file: line ${error.line}: ${error.message}`, { cause: error })
  })
  const ids: string[] = []
  const problems: string[] = []
  for (let start = 0; start < names.length; start += partNames) {
    const part = names.slice(start, start + partNames)
    const found = await find(context, campaign, column, part)
    for (const { line, name } of part) {
      const [id, ...more] = found.get(name) ?? []
      if (id !== undefined && more.length === 0) ids.push(id)
      else
        problems.push(
          `line ${line}: ${more.length > 0 ? 'several links begin like that' : 'there is no such link'}`,
        )
    }
  }
  refuse(problems)
  return ids
}

type Name = { readonly line: number; readonly name: string }

async function readNames(file: AsyncIterable<Buffer>): Promise<{ column: Column; names: Name[] }> {
  const names: Name[] = []
  let head: { readonly column: Column; readonly place: number } | null = null
  for await (const rows of csvRows(file)) {
    for (const row of rows) {
      if (head === null) head = headOf(row)
      else names.push(nameOf(row, head))
    }
    if (names.length > mostNames)
      throw new CsvProblem(mostNames, `more than ${mostNames} lines: split the file`)
  }
  if (head === null || names.length === 0) throw new CsvProblem(1, 'the file names no link')
  return { column: head.column, names }
}

function headOf({ line, cells }: CsvRow): { readonly column: Column; readonly place: number } {
  const column = columns.find(name => placeOf(cells, name) >= 0)
  if (column) return { column, place: placeOf(cells, column) }
  throw new CsvProblem(line, `there must be a column ${columns.join(' or ')}`)
}

function nameOf({ line, cells }: CsvRow, { column, place }: { column: Column; place: number }): Name {
  const text = (cells[place] ?? '').trim()
  // No external id is longer, and a hundred thousand longer ones would fill the memory.
  if (column === 'external_id') return { line, name: text.length > 200 ? '' : text.replaceAll('\0', '') }
  const prefix = text.replaceAll('-', '').toUpperCase()
  return { line, name: /^[0-9A-HJKMNP-TV-Z]{8,26}$/.test(prefix) ? prefix : '' }
}

async function find(
  { database }: Pick<Context, 'database'>,
  { id }: Campaign,
  column: Column,
  part: readonly Name[],
): Promise<Map<string, string[]>> {
  const names = [...new Set(part.map(({ name }) => name))].filter(name => name !== '')
  const search = column === 'external_id' ? changes.findByExternalIds : changes.findByPrefixes
  const found = new Map<string, string[]>()
  for (const { name, id: linkId } of await search(database, id, names))
    found.set(name, [...(found.get(name) ?? []), linkId])
  return found
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return
  const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more`] : []
  throw new DomainError(
    'invalid-input',
    `file: nothing was changed: ${[...problems.slice(0, shownProblems), ...more].join('; ')}`,
  )
}
