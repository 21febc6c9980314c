/**
 * One partner account from its variables: hosts and region come from the marketplaces table, and each can be
 * overridden.
 */
import { z } from 'zod'
import { payments } from '../domain/funds.ts'
import { type AmazonEnv, type Marketplace, marketplaceCodes } from '../domain/marketplace.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { accessKeys, keyVariables } from './access-key.ts'
import { numberIn, wholeNumberIn } from './number.ts'

const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform(text => text.replace(/\/+$/, ''))
const accountTypeText = z
  .string()
  .regex(
    /^(\d{1,4}|"[^"]{1,40}")$/,
    'must be a whole number such as 2, or a string in double quotes such as "2"',
  )

export const entry = z.object({
  NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens')
    .default('default'),
  MARKETPLACE: z.enum(marketplaceCodes, `must be one of ${marketplaceCodes.join(' ')}`).optional(),
  PARTNER_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{1,5}$/, 'must be the id of up to 5 letters and digits from Amazon')
    .optional(),
  ...keyVariables,
  LWA_CLIENT_ID: z.string().startsWith('amzn1.', 'must start with amzn1.').optional(),
  LWA_CLIENT_SECRET: z.string().min(8, 'must be at least 8 characters').optional(),
  LWA_SCOPE: z
    .enum(['profile:user_id', 'profile'], 'must be profile:user_id or profile')
    .default('profile:user_id'),
  LWA_ISSUER: url.default('https://www.amazon.com'),
  AMOUNT_UNIT: z.enum(['major', 'minor'], 'must be major (25.00) or minor (2500)').optional(),
  ACCOUNT_TYPE: accountTypeText.optional(),
  LOAD_ECHO: z.enum(['required', 'optional'], 'must be required or optional').optional(),
  MOCK_CODE_IN: z
    .enum(['request-id', 'account-id'], 'must be request-id or account-id')
    .default('request-id'),
  NOTIFICATION_DETAILS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  FUNDS_PAYMENT: z.enum(payments, 'must be wire, ach or postpay').default('wire'),
  FUNDS_MARGIN_DAYS: wholeNumberIn('whole number of days', 0, 60).default(2),
  FUNDS_MATCHING_ID: z
    .string()
    .regex(/^[\x21-\x7e]{1,60}$/, 'must be the payment matching id as the portal shows it')
    .optional(),
  FUNDS_REQUIRED: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  PORTAL_URL: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  CALLS_PER_SECOND: numberIn('number', 0.5, 10_000).default(10),
  INCENTIVES_URL: url.optional(),
  INCENTIVES_REGION: z
    .string()
    .regex(/^[a-z]{2}-[a-z]+-\d$/, 'must be an AWS region such as us-east-1')
    .optional(),
  LWA_AUTHORIZE_URL: url.optional(),
  LWA_API_URL: url.optional(),
  AMAZON_WEBSITE_URL: url.optional(),
})
export type Entry = z.infer<typeof entry>

/** What Amazon's contract decides and nobody could verify; production has no default for it. */
export const contractFacts = {
  AMOUNT_UNIT: 'whether amount.value counts major or minor units',
  ACCOUNT_TYPE: 'the account.type of a Login with Amazon user id',
  LOAD_ECHO: 'whether the answer repeats request id and amount',
} as const

export const assumed = { AMOUNT_UNIT: 'major', ACCOUNT_TYPE: '2', LOAD_ECHO: 'optional' } as const

/** A complete entry; `assumptions` names the contract facts that sandbox took for granted. */
export type AccountSettings = Entry & {
  readonly marketplace: Marketplace
  readonly assumptions: readonly string[]
}

export function partnerAccount(
  amazonEnv: AmazonEnv,
  row: AccountSettings,
  emulatorUrl: string,
): PartnerAccount {
  const emulator = amazonEnv === 'emulator'
  const { marketplace } = row
  const incentivesUrl = row.INCENTIVES_URL ?? (emulator ? emulatorUrl : marketplace.incentivesUrl[amazonEnv])
  const accountType = row.ACCOUNT_TYPE ?? assumed.ACCOUNT_TYPE
  const keys = accessKeys(row)
  return {
    name: row.NAME,
    amazonEnv,
    marketplace: marketplace.code,
    country: marketplace.country,
    currency: marketplace.currency,
    partnerId: row.PARTNER_ID ?? '',
    portalUrl: row.PORTAL_URL ?? null,
    funding: {
      payment: row.FUNDS_PAYMENT,
      marginDays: row.FUNDS_MARGIN_DAYS,
      matchingId: row.FUNDS_MATCHING_ID ?? null,
      required: row.FUNDS_REQUIRED === 'yes',
    },
    website: row.AMAZON_WEBSITE_URL ?? (emulator ? emulatorUrl : marketplace.website),
    incentives: {
      url: incentivesUrl,
      host: emulator && !row.INCENTIVES_URL ? 'emulator' : new URL(incentivesUrl).host,
      region: row.INCENTIVES_REGION ?? marketplace.region,
      ...keys.active,
      next: keys.next,
      amountUnit: row.AMOUNT_UNIT ?? assumed.AMOUNT_UNIT,
      accountType: accountType.startsWith('"') ? accountType.slice(1, -1) : Number(accountType),
      echo: row.LOAD_ECHO ?? assumed.LOAD_ECHO,
      mockCodeIn: row.MOCK_CODE_IN,
      notificationDetails: row.NOTIFICATION_DETAILS === 'on',
      callsPerSecond: row.CALLS_PER_SECOND,
    },
    login: {
      clientId: row.LWA_CLIENT_ID ?? '',
      clientSecret: row.LWA_CLIENT_SECRET ?? '',
      scope: row.LWA_SCOPE,
      authorizeUrl:
        row.LWA_AUTHORIZE_URL ?? (emulator ? `${emulatorUrl}/ap/oa` : marketplace.login.authorizeUrl),
      apiUrl: row.LWA_API_URL ?? (emulator ? emulatorUrl : marketplace.login.apiUrl),
      issuer: row.LWA_ISSUER,
    },
  }
}
