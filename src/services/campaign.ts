/** Creating campaigns and looking at them. */
import { z } from 'zod'
import { type Campaign, type CampaignState, campaignCanBecome } from '../domain/campaign.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import { DomainError } from '../domain/errors.ts'
import { parseMoney } from '../domain/money.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import { localTime } from '../storage/local-time.ts'
import type { Context } from './context.ts'

const localDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/

/** How many decimals there may be depends on the currency, which the account decides later. */
const decimal = /^\d+(\.\d+)?$/

/** What a person writes; amounts are decimals such as 25.00, times are local to `timeZone`. */
const campaignInput = z.object({
  sender: z.string().trim().min(1, 'is required: the name that recipients know you by').max(80),
  support: z
    .string()
    .trim()
    .regex(
      /^([^\s@]+@[^\s@]+\.[^\s@]+|https:\/\/\S+)$/,
      'must be an e-mail address or https URL where you answer recipients',
    )
    .max(200),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour like #0b5cad')
    .default('#1f4e79'),
  message: z.string().trim().max(500, 'must be at most 500 characters').default(''),
  amount: z.string('is required').trim().regex(decimal, 'must be an amount like 25.00'),
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

/** Creates a live campaign. Throws `invalid-input` with every field that needs mending. */
export async function createCampaign(context: Context, input: CampaignInput): Promise<Campaign> {
  const fields = parseInput(input)
  const account = chooseAccount(context, fields)
  const { currency } = account
  const { opensAt, closesAt } = await window(context, fields)
  const amountMinor = parseMoney(fields.amount, currency, 'amount').amountMinor
  const budgetMinor = parseMoney(fields.budget, currency, 'budget').amountMinor
  if (budgetMinor < amountMinor) throw new DomainError('invalid-input', 'budget: must be at least the amount')
  const id = encodeCrockford(context.randomBytes(8), 10)
  await campaigns.insert(context.database, {
    id,
    partnerAccount: account.name,
    senderName: fields.sender,
    brandColor: fields.color.toLowerCase(),
    supportContact: fields.support,
    message: fields.message,
    amountMinor,
    currency,
    opensAt,
    closesAt,
    timeZone: fields.timeZone,
    budgetMinor,
    perPersonLimit: fields.perPersonLimit,
    anotherAccount: fields.anotherAccount,
  })
  return await getCampaign(context, id)
}

/** Pauses, resumes or ends a campaign. Throws `conflict` when it is not in a state from which that is possible. */
export async function moveCampaign(context: Context, id: string, to: CampaignState): Promise<Campaign> {
  const { id: found } = await getCampaign(context, id)
  await context.database.transaction(async tx => {
    const campaign = await campaigns.lock(tx, found)
    if (!campaign || !campaignCanBecome(campaign.state, to)) {
      throw new DomainError('conflict', `campaign: it is ${campaign?.state}, so it cannot become ${to}`)
    }
    await campaigns.setState(tx, found, to)
  })
  return await getCampaign(context, found)
}

/** Throws `not-found`. */
export async function getCampaign({ database }: { readonly database: Sql }, id: string): Promise<Campaign> {
  const campaign = await campaigns.find(database, id.toUpperCase())
  if (campaign) return campaign
  throw new DomainError('not-found', `campaign: there is none with id "${id}"; "campaign list" shows all`)
}

/** Whoever reads this may have typed anything: what is no id finds nothing. */
export async function findCampaign(
  { database }: Pick<Context, 'database'>,
  id: string,
): Promise<Campaign | undefined> {
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(id) ? await campaigns.find(database, id) : undefined
}

export async function listCampaigns({ database }: Pick<Context, 'database'>): Promise<Campaign[]> {
  return await campaigns.list(database)
}

function parseInput(input: CampaignInput): z.output<typeof campaignInput> {
  const parsed = campaignInput.safeParse(input)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new DomainError('invalid-input', lines.join('\n'))
}

type Choice = Pick<z.output<typeof campaignInput>, 'account' | 'marketplace' | 'currency'>

function chooseAccount({ accounts }: Context, { account, marketplace, currency }: Choice): PartnerAccount {
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

type WindowFields = Pick<z.output<typeof campaignInput>, 'opens' | 'closes' | 'timeZone'>

/** A closing date without a time means the whole of that day. */
async function window({ database, clock }: Context, { opens, closes, timeZone }: WindowFields) {
  const opensAt = opens === undefined ? clock() : await localTime(database, 'opens', opens, timeZone, 0)
  const closesAt = await localTime(database, 'closes', closes, timeZone, closes.includes('T') ? 0 : 1)
  if (closesAt > opensAt && closesAt > clock()) return { opensAt, closesAt }
  throw new DomainError('invalid-input', 'closes: must be in the future and after opens')
}

/** Region and city, or UTC: what PostgreSQL and the reader's language understand alike. IST or +05:30 they do not. */
function isTimeZone(name: string): boolean {
  if (!/^(UTC|[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+)+)$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
