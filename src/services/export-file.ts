/** An export on disk: its rows of one type, read in the order of the file and never all at once. */
import { open } from 'node:fs/promises'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { parseJson } from '../domain/json.ts'
import { type Line, textLines } from './text-lines.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const linkId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
const money = { amountMinor: z.int().positive(), currency: z.string() }
const moment = z.iso.datetime().transform(text => new Date(text))

const rows = {
  campaign: z.object({
    ...money,
    id: z.string(),
    partnerAccount: z.string(),
    state: z.enum(['draft', 'live', 'paused', 'ended']),
    amountMinor: money.amountMinor.nullable(),
    name: z.string().default(''),
    senderName: z.string(),
    brandColor: z.string(),
    supportContact: z.string(),
    message: z.string(),
    // An export older than these has none of them.
    notificationText: z.string().default(''),
    rehearsedAt: moment.nullable().default(null),
    opensAt: moment,
    closesAt: moment,
    timeZone: z.string(),
    budgetMinor: z.int().positive(),
    perPersonLimit: z.int().positive(),
    anotherAccount: z.boolean(),
    heldSince: moment.nullable(),
    createdAt: moment,
    // Of its partner account; an export of 0.1.0 tells neither.
    amazonEnv: z.string().nullable().default(null),
    incentivesHost: z.string().nullable().default(null),
  }),
  'claim-link': z.object({
    ...money,
    claimLinkId: linkId,
    campaignId: z.string(),
    externalId: z.string().nullable(),
    rehearsal: z.boolean(),
    mockCode: z.string().nullable(),
    state: z.string(),
    revokedAt: moment.nullable(),
    replacesId: linkId.nullable(),
    reserved: z.boolean(),
    // Exports of older versions have neither.
    expiresAt: moment.nullable().default(null),
    pausedAt: moment.nullable().default(null),
    createdAt: moment,
  }),
  deposit: z.object({
    ...money,
    claimLinkId: z.string(),
    requestId: z.string(),
    accountId: z.string().nullable(),
    accountHash: hash,
    bodySha256: hash,
    state: z.string(),
    inDoubt: z.boolean(),
    attempts: z.int(),
    reason: z.string().nullable(),
    decidedAt: moment.nullable(),
    events: z.int(),
    chainHead: hash,
  }),
  attempt: z.object({
    claimLinkId: z.string(),
    number: z.int(),
    outcome: z.string().nullable(),
    applied: z.string().nullable(),
    reason: z.string().nullable(),
    httpStatus: z.int().nullable(),
    amazonRequestId: z.string().nullable(),
  }),
  event: z.object({
    claimLinkId: z.string(),
    sequence: z.int(),
    payload: z.string(),
    previousHash: hash,
    hash,
    checkpoint: z.int(),
  }),
  checkpoint: z.object({
    number: z.int(),
    at: z.coerce.date(),
    deposits: z.int(),
    events: z.int(),
    head: hash,
    mac: hash,
  }),
}
type RowType = keyof typeof rows
export type Row<T extends RowType> = z.infer<(typeof rows)[T]>

/** A checkpoint as an export, a log line or a state file holds it. */
export const exportedCheckpoint = rows.checkpoint

/** Every line of an export begins like that. */
const anyRow = /^\{"type":"(campaign|claim-link|deposit|attempt|event|checkpoint)"/

export type Numbered<T extends RowType> = { readonly line: number; readonly row: Row<T> }

/**
 * With the number of the line that each row is on, for whoever has more to say about it. Throws `invalid-input` with the
 * line's number when one of the rows cannot be read.
 */
export async function* numberedRows<T extends RowType>(file: string, type: T): AsyncGenerator<Numbered<T>> {
  for await (const { line, number } of linesOf(file)) {
    if (!anyRow.test(line)) throw noRow(number)
    if (!line.startsWith(`{"type":"${type}"`)) continue
    const parsed = rows[type].safeParse(parseJson(line))
    if (!parsed.success)
      throw broken(number, `it is no whole ${type} row${wrongField(parsed.error.issues[0]?.path)}`)
    yield { line: number, row: parsed.data as Row<T> }
  }
}

/** Throws `invalid-input` with the line's number when one of the rows cannot be read. */
export async function* rowsOf<T extends RowType>(file: string, type: T): AsyncGenerator<Row<T>> {
  for await (const { row } of numberedRows(file, type)) yield row
}

/** What is wrong with a line of an export, as the error that names it. */
export function broken(line: number, reason: string): DomainError {
  return new DomainError('invalid-input', `line ${line} of the export: ${reason}`)
}

function noRow(line: number): DomainError {
  return broken(line, 'it is no row of an export')
}

function wrongField(path: readonly PropertyKey[] = []): string {
  return path.length > 0 ? `; look at its ${path.join('.')}` : ''
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
