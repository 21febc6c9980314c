/** What a person writes about a campaign, read and checked: amounts are decimals such as 25.00, times are local. */
import { z } from 'zod'
import type { Campaign } from '../domain/campaign.ts'
import { DomainError } from '../domain/errors.ts'
import { isTimeZone, localText } from '../domain/local-text.ts'
import { parseMoney, toDecimal } from '../domain/money.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { CampaignSettings } from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import { localTime } from '../storage/local-time.ts'
import type { Context } from './context.ts'
import { logoOf } from './logo.ts'

const localDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/

/** How many decimals there may be depends on the currency, which the account decides later. */
const decimal = /^\d+(\.\d+)?$/

/** Nothing that steers a terminal or turns a line around; joiners belong to how some languages are spelled. */
const oneLine = z
  .string()
  .trim()
  .regex(/^[\P{C}\u200C\u200D]*$/u, 'must have no control characters')

/** Browsers end lines in their own way, and a line is one character to whoever counts. */
const words = z
  .string()
  .overwrite(text => text.replaceAll('\r\n', '\n').trim())
  .max(500, 'must be at most 500 characters')
  .regex(/^[\P{Cc}\n\t]*$/u, 'must have no control characters')

const campaignInput = z.object({
  name: oneLine.max(80, 'must be at most 80 characters').default(''),
  sender: oneLine
    .min(1, 'is required: the name that recipients know you by')
    .max(80, 'must be at most 80 characters'),
  support: oneLine
    .regex(
      /^([^\s@]+@[^\s@]+\.[^\s@]+|https:\/\/\S+)$/,
      'must be an e-mail address or https URL where you answer recipients',
    )
    .max(200, 'must be at most 200 characters'),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour like #0b5cad')
    .default('#1f4e79'),
  /** Name of a kept picture. */
  logo: z.string().nullable().default(null),
  message: words.default(''),
  notification: words.default(''),
  /** Null where every link brings its own. */
  amount: z.string('is required').trim().regex(decimal, 'must be an amount like 25.00').nullable(),
  budget: z
    .string('is required: the most that this campaign may deposit in all')
    .trim()
    .regex(decimal, 'must be an amount like 500.00'),
  marketplace: z.string().optional(),
  account: z.string().optional(),
  currency: z.string().optional(),
  opens: z.string().regex(localDate, 'must be like 2026-12-01 or 2026-12-01T09:00').optional(),
  closes: z.string('is required').regex(localDate, 'must be like 2026-12-31 or 2026-12-31T18:00'),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin').default('UTC'),
  perPersonLimit: z.coerce.number('must be a whole number from 1 to 1000').int().min(1).max(1_000).default(1),
  anotherAccount: z.boolean().default(false),
})
export type CampaignInput = z.input<typeof campaignInput>
type Fields = z.output<typeof campaignInput>

type Parts = Pick<Context, 'accounts' | 'clock'> & { readonly database: Sql }

/**
 * The settings of a campaign, new or changed from `before`, whose times stay to the millisecond where their text does.
 * Throws `invalid-input` with every field that needs mending.
 */
export async function readSettings(
  context: Parts,
  input: CampaignInput,
  before: Campaign | null = null,
): Promise<CampaignSettings> {
  const fields = parseInput(input)
  const account = chooseAccount(context, fields)
  return {
    partnerAccount: account.name,
    name: fields.name,
    senderName: fields.sender,
    brandColor: fields.color.toLowerCase(),
    ...(await logoOf(context.database, fields.logo)),
    supportContact: fields.support,
    message: fields.message,
    notificationText: notification(account, fields, before),
    ...money(account, fields),
    ...(await window(context, fields, before)),
    timeZone: fields.timeZone,
    perPersonLimit: fields.perPersonLimit,
    anotherAccount: fields.anotherAccount,
  }
}

/** What a person would have written for this campaign. */
export function inputOf(campaign: CampaignSettings): CampaignInput & { opens: string } {
  const { amountMinor, budgetMinor, currency, opensAt, closesAt, timeZone } = campaign
  return {
    name: campaign.name,
    sender: campaign.senderName,
    support: campaign.supportContact,
    color: campaign.brandColor,
    logo: campaign.logo,
    message: campaign.message,
    notification: campaign.notificationText,
    amount: amountMinor === null ? null : toDecimal({ amountMinor, currency }),
    budget: toDecimal({ amountMinor: budgetMinor, currency }),
    account: campaign.partnerAccount,
    opens: localText(opensAt, timeZone),
    closes: localText(closesAt, timeZone),
    timeZone,
    perPersonLimit: String(campaign.perPersonLimit),
    anotherAccount: campaign.anotherAccount,
  }
}

/** Every setting as the audit shows it. */
export function wordsOf(campaign: CampaignSettings): Record<string, string | null> {
  const { currency, opensAt, closesAt } = campaign
  const times = { opens: opensAt.toISOString(), closes: closesAt.toISOString() }
  const fields = Object.entries({ ...inputOf(campaign), currency, ...times })
  return Object.fromEntries(fields.map(([name, value]) => [name, value == null ? null : String(value)]))
}

function parseInput(input: CampaignInput): Fields {
  const parsed = campaignInput.safeParse(input)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new DomainError('invalid-input', lines.join('\n'))
}

function chooseAccount(
  { accounts }: Parts,
  { account, marketplace, currency }: Pick<Fields, 'account' | 'marketplace' | 'currency'>,
): PartnerAccount {
  const all = [...accounts.values()]
  const matching = all
    .filter(candidate => account === undefined || candidate.name === account)
    .filter(candidate => marketplace === undefined || candidate.marketplace === marketplace.toUpperCase())
    .filter(candidate => currency === undefined || candidate.currency === currency.toUpperCase())
  const [chosen] = matching
  if (chosen && matching.length === 1) return chosen
  const known = all
    .map(({ name, marketplace, currency }) => `${name} (${marketplace}, ${currency})`)
    .join(', ')
  const reason = chosen ? 'several partner accounts fit' : 'no partner account fits'
  throw new DomainError('invalid-input', `account, marketplace, currency: ${reason}; configured are ${known}`)
}

function money({ currency }: PartnerAccount, { amount, budget }: Fields) {
  const amountMinor = amount === null ? null : parseMoney(amount, currency, 'amount').amountMinor
  const budgetMinor = parseMoney(budget, currency, 'budget').amountMinor
  if (amountMinor !== null && budgetMinor < amountMinor)
    throw new DomainError('invalid-input', 'budget: must be at least the amount')
  return { currency, amountMinor, budgetMinor }
}

function notification({ incentives }: PartnerAccount, { notification }: Fields, before: Campaign | null) {
  if (notification === '' || notification === before?.notificationText || incentives.notificationDetails)
    return notification
  throw new DomainError(
    'invalid-input',
    'notification: is not enabled for this partner account; NOTIFICATION_DETAILS enables it',
  )
}

/** A closing date without a time means the whole of that day. */
async function window(context: Parts, { opens, closes, timeZone }: Fields, before: Campaign | null) {
  const { database, clock } = context
  const instant = async (field: 'opens' | 'closes', text: string, kept: Date | undefined) => {
    if (kept && before?.timeZone === timeZone && text === localText(kept, timeZone)) return kept
    return await localTime(database, field, text, timeZone, field === 'opens' || text.includes('T') ? 0 : 1)
  }
  const opensAt = opens === undefined ? clock() : await instant('opens', opens, before?.opensAt)
  const closesAt = await instant('closes', closes, before?.closesAt)
  const unchanged = before?.opensAt === opensAt && before.closesAt === closesAt
  if (unchanged || (closesAt > opensAt && closesAt > clock())) return { opensAt, closesAt }
  throw new DomainError('invalid-input', 'closes: must be in the future and after opens')
}
