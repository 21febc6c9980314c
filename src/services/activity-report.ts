/** The activity for accountants: what was booked in a period, to the cent, one row for each deposit and nobody's name. */
import { z } from 'zod'
import { reference } from '../domain/claim-link.ts'
import { csvLine, csvLines } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'
import { toDecimal } from '../domain/money.ts'
import * as stored from '../storage/activity-report.ts'
import { getCampaign } from './campaign.ts'
import { accountOf, type Context } from './context.ts'

export const activityFormats = ['csv', 'ndjson'] as const
export const activityStates = stored.bookingStates

const day = z.iso.date('must be a day like 2026-12-31')

/** Days are UTC, as in Amazon's own records, and both are included; an empty text stands for all. */
const activityInput = z.object({
  from: day,
  to: day,
  state: z.enum(activityStates, `must be one of ${activityStates.join(', ')}`),
  account: z.string(),
  campaign: z.string(),
})
export type ActivityInput = Readonly<Record<keyof z.infer<typeof activityInput>, string>>

export type Activity = { readonly input: ActivityInput; readonly scope: stored.BookingScope }

const dayMs = 86_400_000

/** Throws `invalid-input` with every field that needs mending, `configuration` for no such account, `not-found` for no such campaign. */
export async function prepareActivity(context: Context, input: ActivityInput): Promise<Activity> {
  const parsed = activityInput.safeParse(input)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new DomainError('invalid-input', lines.join('\n'))
  }
  const { state, account, campaign } = parsed.data
  const [from, to] = [new Date(parsed.data.from), new Date(parsed.data.to)]
  if (to < from) throw new DomainError('invalid-input', 'to: must not be before the first day')
  return {
    input,
    scope: {
      state,
      from,
      until: new Date(to.getTime() + dayMs),
      partnerAccount: account === '' ? null : accountOf(context, account).name,
      campaignId: campaign === '' ? null : (await getCampaign(context, campaign)).id,
    },
  }
}

export type ActivitySummary = ActivityInput & {
  readonly totals: ReadonlyArray<
    Pick<stored.BookingTotal, 'partnerAccount' | 'marketplace' | 'currency' | 'count'> & {
      readonly amount: string
    }
  >
}

/** For each partner account, because each has funds and a currency of its own. */
export async function sumUpActivity(
  { database }: Pick<Context, 'database'>,
  { input, scope }: Activity,
): Promise<ActivitySummary> {
  const totals = await stored.sumUp(database, scope)
  return {
    ...input,
    totals: totals.map(({ amountMinor, ...total }) => ({
      ...total,
      amount: toDecimal({ amountMinor, currency: total.currency }),
    })),
  }
}

/** Hands on text piece by piece, as of one moment, at the pace of `write`. No line of totals is in it. */
export async function writeActivity(
  { database }: Pick<Context, 'database'>,
  { scope }: Activity,
  format: (typeof activityFormats)[number],
  write: (text: string) => Promise<void>,
): Promise<void> {
  if (format === 'csv') await write(`${csvLine(columns)}\r\n`)
  const text = format === 'csv' ? csvOf : ndjsonOf
  await database.snapshot(async sql => {
    for await (const bookings of stored.read(sql, scope)) await write(text(bookings.map(recordOf)))
  })
}

const columns = [
  'booking_date',
  'booked_at',
  'direction',
  'amount',
  'currency',
  'state',
  'partner_account',
  'marketplace',
  'campaign_id',
  'campaign_name',
  'campaign_sender',
  'campaign_budget',
  'claim_reference',
  'request_id',
  'amazon_request_id',
] as const
type Row = Readonly<Record<(typeof columns)[number], string>>

/** Money leaves the funds at Amazon with a deposit; a refused one took nothing, and of an open one nobody knows yet. */
const directions: Readonly<Record<string, string>> = { deposited: 'deposit', refused: 'none' }

function recordOf(booking: stored.Booking): Row {
  const { at, currency, amountMinor, budgetMinor, state } = booking
  return {
    booking_date: at.toISOString().slice(0, 10),
    booked_at: at.toISOString(),
    direction: directions[state] ?? 'open',
    amount: toDecimal({ amountMinor, currency }),
    currency,
    state,
    partner_account: booking.partnerAccount,
    marketplace: booking.marketplace,
    campaign_id: booking.campaignId,
    campaign_name: booking.campaignName,
    campaign_sender: booking.senderName,
    campaign_budget: toDecimal({ amountMinor: budgetMinor, currency }),
    claim_reference: reference(booking.claimLinkId),
    request_id: booking.requestId,
    amazon_request_id: booking.amazonRequestId ?? '',
  }
}

function csvOf(rows: readonly Row[]): string {
  return csvLines(columns, rows)
}

function ndjsonOf(rows: readonly Row[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

/** From the first day of the month, UTC, until today. */
export function thisMonth(now: Date): Pick<ActivityInput, 'from' | 'to'> {
  const today = now.toISOString().slice(0, 10)
  return { from: `${today.slice(0, 8)}01`, to: today }
}
