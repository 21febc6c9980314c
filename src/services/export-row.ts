/** One line of an export: what a row of each type holds, and how it is read. */
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { parseJson } from '../domain/json.ts'
import type { Line } from './text-lines.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const linkId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
const money = { amountMinor: z.int().positive(), currency: z.string() }
const moment = z.iso.datetime().transform(text => new Date(text))

const rows = {
  // The first row and the last: older releases write neither.
  database: z.object({ id: z.string() }),
  end: z.object({ rows: z.int() }),
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
export type RowType = keyof typeof rows
export type Row<T extends RowType> = z.infer<(typeof rows)[T]>

/** A checkpoint as an export, a log line or a state file holds it. */
export const exportedCheckpoint = rows.checkpoint

/** Every line of an export begins like that. */
const anyRow = /^\{"type":"([a-z-]+)"/

/** Throws `invalid-input` with the line's number when it is no row of an export. */
export function typeOf({ line, number }: Line): RowType {
  const type = anyRow.exec(line)?.[1]
  if (type === undefined || !Object.hasOwn(rows, type)) throw noRow(number)
  return type as RowType
}

/** Throws `invalid-input` with the line's number, and the field, when it is no whole row of that type. */
export function readRow<T extends RowType>(type: T, { line, number }: Line): Row<T> {
  const parsed = rows[type].safeParse(parseJson(line))
  if (parsed.success) return parsed.data as Row<T>
  throw broken(number, `it is no whole ${type} row${wrongField(parsed.error.issues[0]?.path)}`)
}

function wrongField(path: readonly PropertyKey[] = []): string {
  return path.length > 0 ? `; look at its ${path.join('.')}` : ''
}

export function noRow(line: number): DomainError {
  return broken(line, 'it is no row of an export')
}

/** What is wrong with a line of an export, as the error that names it. */
export function broken(line: number, reason: string): DomainError {
  return new DomainError('invalid-input', `line ${line} of the export: ${reason}`)
}
