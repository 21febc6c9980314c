/** The links of a campaign as a file, for spreadsheets and programs: no token and no Amazon account is in it. */
import { z } from 'zod'
import type { Campaign } from '../domain/campaign.ts'
import { reference } from '../domain/claim-link.ts'
import { csvLine, csvLines } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'
import { toDecimal } from '../domain/money.ts'
import { localTime } from '../storage/local-time.ts'
import * as reports from '../storage/report.ts'
import { getCampaign } from './campaign.ts'
import type { Context } from './context.ts'

const reportFormats = ['csv', 'ndjson'] as const
export const reportStates = [
  'issuing',
  'unclaimed',
  'paused',
  'waiting',
  'deposited',
  'refused',
  'review',
  'expired',
  'revoked',
] as const

/** What a person asks for; days are local to the campaign, and both are included. */
const reportInput = z.object({
  format: z.enum(reportFormats, `must be one of ${reportFormats.join(', ')}`),
  state: z.enum(reportStates, `must be one of ${reportStates.join(', ')}`).nullable(),
  from: z.iso.date('must be a day like 2026-12-01').nullable(),
  to: z.iso.date('must be a day like 2026-12-31').nullable(),
})

export type ReportInput = { readonly [Key in keyof z.output<typeof reportInput>]: string | null }

export type Report = reports.ReportFilter & {
  readonly campaign: Campaign
  readonly format: (typeof reportFormats)[number]
}

/** Throws `not-found`, and `invalid-input` with every field that needs mending. */
export async function prepareReport(context: Context, id: string, input: ReportInput): Promise<Report> {
  const campaign = await getCampaign(context, id)
  const parsed = reportInput.safeParse(input)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new DomainError('invalid-input', lines.join('\n'))
  }
  const { format, state, from, to } = parsed.data
  const midnight = async (field: string, day: string | null, addDays: number) =>
    day === null ? null : await localTime(context.database, field, day, campaign.timeZone, addDays)
  return {
    campaign,
    campaignId: campaign.id,
    format,
    state,
    from: await midnight('from', from, 0),
    to: await midnight('to', to, 1),
  }
}

/** Hands on text piece by piece, as of one moment, at the pace of `write`. */
export async function writeReport(
  { database }: Pick<Context, 'database'>,
  report: Report,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const text = report.format === 'csv' ? csvOf : ndjsonOf
  if (report.format === 'csv') await write(`${csvLine(columns)}\r\n`)
  await database.snapshot(async sql => {
    for await (const rows of reports.read(sql, report)) await write(text(rows.map(recordOf)))
  })
}

type Record = Readonly<{ [Column in (typeof columns)[number]]: string | number }>

const columns = [
  'reference',
  'external_id',
  'state',
  'state_since',
  'amount',
  'currency',
  'refusal',
  'issued_at',
  'claimed_at',
  'decided_at',
  'opened_by_machines',
  'opened_in_browser',
  'opened_by_people',
  'signed_in',
  'utm_source',
  'utm_medium',
  'claim_link_id',
] as const

function recordOf(row: reports.ReportRow): Record {
  const time = (at: Date | null) => at?.toISOString() ?? ''
  return {
    reference: reference(row.id),
    external_id: row.externalId ?? '',
    state: row.state,
    state_since: time(row.since),
    amount: toDecimal(row),
    currency: row.currency,
    refusal: row.state === 'refused' ? (row.reason ?? '') : '',
    issued_at: time(row.issuedAt),
    claimed_at: time(row.claimedAt),
    decided_at: time(row.decidedAt),
    opened_by_machines: row.machines,
    opened_in_browser: row.browsers,
    opened_by_people: row.people,
    signed_in: row.signedIn,
    utm_source: row.source,
    utm_medium: row.medium,
    claim_link_id: row.id,
  }
}

function csvOf(records: readonly Record[]): string {
  return csvLines(columns, records)
}

function ndjsonOf(records: readonly object[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('')
}
