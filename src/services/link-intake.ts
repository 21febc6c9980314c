/**
 * Receiving a file of recipients: parsed as it comes, staged slice by slice. A file with one bad line is refused as a
 * whole, with every bad line named. Whatever ends in the middle leaves nothing that counts.
 */
import type { Campaign } from '../domain/campaign.ts'
import { csvLine, type Separator } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'
import { keptProblems, type LineProblem, maxRows } from '../domain/link-batch.ts'
import { type Expiry, type LinkColumns, type LinkRow, readColumns, readRow } from '../domain/link-file.ts'
import * as batches from '../storage/link-batch.ts'
import type { KeptProblem } from '../storage/link-row.ts'
import * as rows from '../storage/link-row.ts'
import { localTime } from '../storage/local-time.ts'
import type { Context } from './context.ts'
import { CsvProblem, type CsvRow, csvRows } from './csv-rows.ts'
import { createPause } from './slices.ts'

/** A second or so of a fast file; a slow one is staged as it comes, so that its progress shows. */
const sliceRows = 5_000
const sliceMs = 2_000

type Intake = {
  readonly context: Context
  readonly campaign: Campaign
  readonly batchId: string
  readonly expiryOf: (expiry: Expiry) => Promise<Date>
  columns: LinkColumns | null
  separator: Separator
  lines: number
  problems: number
  /** Of them, those that are named. */
  kept: number
  staged: string[]
  found: KeptProblem[]
  flushedAt: number
}

export type Progress = (lines: number) => void

/**
 * Receives a file for a batch that was begun for it. A file that is wrong is recorded as refused; throws `conflict` where
 * the batch was withdrawn meanwhile, and whatever ends the file before its end.
 */
export async function receiveFile(
  context: Context,
  campaign: Campaign,
  batchId: string,
  file: AsyncIterable<Buffer>,
  progress: Progress = () => {},
): Promise<void> {
  const [intake, pause] = [newIntake(context, campaign, batchId), createPause(context)]
  try {
    for await (const part of csvRows(file)) {
      for (const row of part) {
        await take(intake, row)
        if (pause.isDue()) await pause.take()
      }
      if (isFull(intake)) await flush(intake)
      progress(intake.lines)
    }
    if (intake.columns === null) throw new CsvProblem(1, 'the file is empty')
    if (intake.lines === 0) throw new CsvProblem(1, 'no line comes after the first')
    await finish(intake, true)
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error
    found(intake, { line: error.line, column: null, reason: error.message })
    await finish(intake, false)
  }
}

function newIntake(context: Context, campaign: Campaign, batchId: string): Intake {
  return {
    context,
    campaign,
    batchId,
    expiryOf: endOf(context, campaign),
    columns: null,
    separator: ',',
    lines: 0,
    problems: 0,
    kept: 0,
    staged: [],
    found: [],
    flushedAt: context.elapsedMs(),
  }
}

async function take(intake: Intake, row: CsvRow): Promise<void> {
  const { line } = row
  if (intake.columns === null) {
    intake.columns = columnsOf(row, intake.campaign)
    intake.separator = row.separator
    return
  }
  intake.lines++
  if (intake.lines > maxRows)
    throw new CsvProblem(line, `there are more than ${maxRows.toLocaleString('en')} lines: split the file`)
  const read = readRow(row, intake.columns, intake.campaign)
  if (Array.isArray(read)) for (const problem of read) found(intake, problem, row.cells)
  else await stage(intake, read, row.cells)
}

function columnsOf({ cells, line }: CsvRow, campaign: Campaign): LinkColumns {
  try {
    return readColumns(cells, campaign)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new CsvProblem(line, error.message.replaceAll('\n', '; '))
  }
}

async function stage(intake: Intake, row: LinkRow, cells: readonly string[]): Promise<void> {
  const { line, externalId, amountMinor, expiry, original } = row
  const expiresAt = expiry && (await intake.expiryOf(expiry))
  if (expiresAt && expiresAt <= intake.context.clock())
    return found(intake, { line, column: 'expires_at', reason: 'is over already' }, cells)
  intake.staged.push(rows.stagedLine(intake.batchId, { line, externalId, amountMinor, expiresAt, original }))
}

function found(intake: Intake, problem: LineProblem, cells: readonly string[] | null = null): void {
  intake.problems++
  // What ends the reading is named in any case.
  if (intake.kept >= keptProblems && cells !== null) return
  intake.kept++
  intake.found.push({ ...problem, original: cells && originalOf(cells, intake.separator) })
}

/** PostgreSQL takes no NUL, and half of a character is none. */
function originalOf(cells: readonly string[], separator: Separator): string {
  return csvLine(
    cells.map(cell => cell.replaceAll('\0', '').toWellFormed()),
    separator,
  )
}

function isFull({ staged, flushedAt, context }: Intake): boolean {
  return staged.length >= sliceRows || context.elapsedMs() - flushedAt > sliceMs
}

async function flush(intake: Intake): Promise<void> {
  const { context, batchId: id, lines, problems, kept, staged, found: fresh } = intake
  const first = kept - fresh.length + 1
  await context.database.load(async tx => {
    if (!(await batches.receive(tx, { id, lines, problems }))) throw unwanted()
    await rows.insertProblems(tx, id, first, fresh)
    await rows.stage(tx, staged)
  })
  intake.staged = []
  intake.found = []
  intake.flushedAt = context.elapsedMs()
}

/** What could be read as a whole is checked further, so that all that is wrong is named at once. */
async function finish(intake: Intake, whole: boolean): Promise<void> {
  await flush(intake)
  const { context, batchId: id, lines, problems, columns, separator } = intake
  const head = columns && csvLine(columns.names, separator)
  if (!(await batches.completeFile(context.database, { id, lines, problems, head, whole }))) throw unwanted()
}

function unwanted(): DomainError {
  return new DomainError(
    'conflict',
    'file: its batch was withdrawn, or took too long to arrive; nothing was made',
  )
}

/** Days are looked up in the database, which knows every time zone; a file has few different ones. */
function endOf({ database }: Context, { timeZone }: Campaign): Intake['expiryOf'] {
  const known = new Map<string, Date>()
  return async expiry => {
    if ('at' in expiry) return expiry.at
    const end = known.get(expiry.day) ?? (await localTime(database, 'expires_at', expiry.day, timeZone, 1))
    known.set(expiry.day, end)
    return end
  }
}
