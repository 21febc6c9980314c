/**
 * Partner accounts from configuration: one named `default` from plain variables, or several from the JSON file that
 * PARTNER_ACCOUNTS_FILE names, whose entries carry the same variables. Hosts come from the marketplaces table; each
 * can be overridden.
 */
import { z } from 'zod'
import { type AmazonEnv, findMarketplace, type Marketplace, marketplaceCodes } from '../domain/marketplace.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { type Env, type Problem, parseLeniently } from './problem.ts'

/** Reads PARTNER_ACCOUNTS_FILE; the entry point passes `readFileSync`. */
export type ReadFile = (path: string) => string

const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform(text => text.replace(/\/+$/, ''))
const accountTypeText = z
  .string()
  .regex(
    /^(\d{1,4}|"[^"]{1,40}")$/,
    'must be a whole number such as 2, or a string in double quotes such as "2"',
  )

const entry = z.object({
  NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens')
    .default('default'),
  MARKETPLACE: z.enum(marketplaceCodes, `must be one of ${marketplaceCodes.join(' ')}`).optional(),
  PARTNER_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{1,5}$/, 'must be the id of up to 5 letters and digits from Amazon')
    .optional(),
  INCENTIVES_ACCESS_KEY_ID: z.string().min(8).optional(),
  INCENTIVES_SECRET_ACCESS_KEY: z.string().min(8).optional(),
  LWA_CLIENT_ID: z.string().startsWith('amzn1.', 'must start with amzn1.').optional(),
  LWA_CLIENT_SECRET: z.string().min(8).optional(),
  LWA_SCOPE: z
    .enum(['profile:user_id', 'profile'], 'must be profile:user_id or profile')
    .default('profile:user_id'),
  LWA_ISSUER: url.default('https://www.amazon.com'),
  AMOUNT_UNIT: z.enum(['major', 'minor'], 'must be major (25.00) or minor (2500)').optional(),
  ACCOUNT_TYPE: accountTypeText.optional(),
  LOAD_ECHO: z.enum(['required', 'optional'], 'must be required or optional').optional(),
  INCENTIVES_URL: url.optional(),
  INCENTIVES_REGION: z
    .string()
    .regex(/^[a-z]{2}-[a-z]+-\d$/, 'must be an AWS region such as us-east-1')
    .optional(),
  LWA_AUTHORIZE_URL: url.optional(),
  LWA_API_URL: url.optional(),
  AMAZON_WEBSITE_URL: url.optional(),
})
type Entry = z.infer<typeof entry>

/** What Amazon's contract decides and nobody could verify; production has no default for it. */
const contractFacts = {
  AMOUNT_UNIT: 'whether amount.value counts major or minor units',
  ACCOUNT_TYPE: 'the account.type of a Login with Amazon user id',
  LOAD_ECHO: 'whether the answer repeats request id and amount',
} as const

const assumed = { AMOUNT_UNIT: 'major', ACCOUNT_TYPE: '2', LOAD_ECHO: 'optional' } as const

/** The emulator's well-known test values. */
const emulated: Env = {
  MARKETPLACE: 'US',
  PARTNER_ID: 'Emul1',
  INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORACTIVE01',
  INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
  LWA_CLIENT_ID: 'amzn1.application-oa2-client.emulator',
  LWA_CLIENT_SECRET: 'emulator-client-secret',
  AMOUNT_UNIT: 'major',
  ACCOUNT_TYPE: '2',
  LOAD_ECHO: 'required',
  INCENTIVES_REGION: 'us-east-1',
}

const required = [
  'MARKETPLACE',
  'PARTNER_ID',
  'INCENTIVES_ACCESS_KEY_ID',
  'INCENTIVES_SECRET_ACCESS_KEY',
  'LWA_CLIENT_ID',
  'LWA_CLIENT_SECRET',
] as const

/** A complete entry; `assumptions` names the contract facts that sandbox took for granted. */
export type AccountSettings = Entry & {
  readonly marketplace: Marketplace
  readonly assumptions: readonly string[]
  /** The plain variables of the environment gave real credentials. */
  readonly ownCredentials: boolean
}

export function accountSettings(
  amazonEnv: AmazonEnv,
  env: Env,
  readFile: ReadFile,
): { rows: AccountSettings[]; problems: Problem[] } {
  const { entries, problem } = readEntries(env, readFile)
  if (problem) return { rows: [], problems: [problem] }
  const results = entries.map(values => complete(amazonEnv, values))
  const rows = results.flatMap(result => result.row ?? [])
  const names = rows.map(row => row.NAME)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const problems = results.flatMap(result => result.problems)
  return { rows, problems: [...problems, ...twice.map(name => inFile(`the name "${name}" appears twice`))] }
}

function readEntries(env: Env, readFile: ReadFile): { entries: Env[]; problem?: Problem } {
  const path = env.PARTNER_ACCOUNTS_FILE
  if (path === undefined) return { entries: [env] }
  try {
    const parsed = z
      .array(z.record(z.string(), z.coerce.string()))
      .min(1)
      .safeParse(JSON.parse(readFile(path)))
    return parsed.success
      ? { entries: parsed.data }
      : { entries: [], problem: inFile('it is no list of objects') }
  } catch {
    return { entries: [], problem: inFile('the file cannot be read as JSON') }
  }
}

function inFile(reason: string): Problem {
  return {
    variable: 'PARTNER_ACCOUNTS_FILE',
    reason,
    fix: 'write a JSON list of objects with the account variables of .env.example and a NAME each',
  }
}

function complete(amazonEnv: AmazonEnv, given: Env): { row: AccountSettings | null; problems: Problem[] } {
  const { values, problems } = parseLeniently(
    entry,
    amazonEnv === 'emulator' ? { ...emulated, ...given } : given,
  )
  const reported = new Set(problems.map(({ variable }) => variable))
  const missing = [...missingValues(values), ...(amazonEnv === 'production' ? missingFacts(values) : [])]
  const all = [...problems, ...missing.filter(({ variable }) => !reported.has(variable))]
  const marketplace = findMarketplace(values.MARKETPLACE ?? '')
  if (all.length > 0 || !marketplace)
    return {
      row: null,
      problems: all.map(problem => ({ ...problem, variable: labelled(problem.variable, given.NAME) })),
    }
  const ownCredentials =
    given.INCENTIVES_SECRET_ACCESS_KEY !== undefined || given.LWA_CLIENT_SECRET !== undefined
  return { row: { ...values, marketplace, assumptions: assumptions(values), ownCredentials }, problems: [] }
}

/** Names the entry of the file; the plain variables need no name. */
export function labelled(variable: string, name: string | undefined): string {
  return name === undefined || name === 'default' ? variable : `${variable} (partner account "${name}")`
}

function missingValues(values: Entry): Problem[] {
  return required
    .filter(variable => values[variable] === undefined)
    .map(variable => ({
      variable,
      reason: 'is not set',
      fix: 'copy it from your account at Amazon, see .env.example',
    }))
}

function unsetFacts(values: Entry) {
  return (Object.keys(contractFacts) as (keyof typeof contractFacts)[]).filter(
    variable => values[variable] === undefined,
  )
}

function missingFacts(values: Entry): Problem[] {
  return unsetFacts(values).map(variable => ({
    variable,
    reason: `is not set, and a wrong guess of ${contractFacts[variable]} could cost money`,
    fix: 'ask Amazon (incentives-api@giftcards.amazon.com) and set what your contract says',
  }))
}

function assumptions(values: Entry): string[] {
  return unsetFacts(values).map(
    variable =>
      `${values.NAME}: ${variable} is not set; assuming ${assumed[variable]} (${contractFacts[variable]})`,
  )
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
  return {
    name: row.NAME,
    amazonEnv,
    marketplace: marketplace.code,
    country: marketplace.country,
    currency: marketplace.currency,
    partnerId: row.PARTNER_ID ?? '',
    website: row.AMAZON_WEBSITE_URL ?? (emulator ? emulatorUrl : marketplace.website),
    incentives: {
      url: incentivesUrl,
      host: emulator && !row.INCENTIVES_URL ? 'emulator' : new URL(incentivesUrl).host,
      region: row.INCENTIVES_REGION ?? marketplace.region,
      accessKeyId: row.INCENTIVES_ACCESS_KEY_ID ?? '',
      secretAccessKey: row.INCENTIVES_SECRET_ACCESS_KEY ?? '',
      amountUnit: row.AMOUNT_UNIT ?? assumed.AMOUNT_UNIT,
      accountType: accountType.startsWith('"') ? accountType.slice(1, -1) : Number(accountType),
      echo: row.LOAD_ECHO ?? assumed.LOAD_ECHO,
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
