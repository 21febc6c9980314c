/** A CSV of recipients' references, `external_id[,amount]`: the whole file or nothing, every bad line named. */
import { parse } from 'csv-parse/sync'
import type { Campaign } from '../domain/campaign.ts'
import { type Separator, separatorOf } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'
import { readAmount } from '../domain/link-file.ts'
import type { Order } from './claim-link.ts'

type Row = { readonly record: readonly string[]; readonly info: { readonly lines: number } }

const shownProblems = 20

/** One order per line, in the file's order. Throws `invalid-input` with line, column and reason of what is wrong. */
export function readRefs(text: string, campaign: Campaign): Order[] {
  const separator = separatorOf(text.split(/[\r\n]/, 1)[0] ?? '')
  const [head, ...rows] = parseRows(text, separator)
  const amountGiven = readHead(head)
  const seen = new Map<string, number>()
  const problems: string[] = []
  const orders = rows.map(row => {
    try {
      return readRow(row, { campaign, separator, amountGiven }, seen)
    } catch (error) {
      problems.push(`line ${row.info.lines}: ${error instanceof Error ? error.message : 'cannot be read'}`)
      return null
    }
  })
  if (rows.length === 0) problems.push('the file has no line after its header')
  refuse(problems)
  return orders.filter(order => order !== null)
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return
  const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more`] : []
  throw new DomainError(
    'invalid-input',
    ['nothing was issued:', ...problems.slice(0, shownProblems), ...more].join('\n'),
  )
}

function parseRows(text: string, delimiter: Separator): Row[] {
  try {
    return parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Row[]
  } catch (cause) {
    throw new DomainError(
      'invalid-input',
      `nothing was issued: ${cause instanceof Error ? cause.message : 'the file is no CSV'}`,
      { cause },
    )
  }
}

/** Whether the header has the amount column. */
function readHead(head: Row | undefined): boolean {
  const names = head?.record.join(',')
  if (names === 'external_id') return false
  if (names === 'external_id,amount') return true
  throw new DomainError('invalid-input', 'line 1: the header must be "external_id" or "external_id,amount"')
}

type Form = {
  readonly campaign: Campaign
  readonly separator: Separator
  readonly amountGiven: boolean
}

function readRow(
  { record, info }: Row,
  { campaign, separator, amountGiven }: Form,
  seen: Map<string, number>,
): Order {
  const [externalId = '', amount = ''] = record
  if (record.length !== (amountGiven ? 2 : 1))
    throw new Error(`has ${record.length} columns, the header ${amountGiven ? 2 : 1}`)
  if (externalId.length < 1 || externalId.length > 200)
    throw new Error('external_id must have 1 to 200 characters')
  if (/[\p{Cc}\uFFFD]/u.test(externalId))
    throw new Error('external_id has a control character or is not UTF-8')
  const first = seen.get(externalId)
  if (first !== undefined) throw new Error(`external_id "${externalId}" is already on line ${first}`)
  seen.set(externalId, info.lines)
  return { externalId, amountMinor: readAmount(amount, separator, campaign) }
}
