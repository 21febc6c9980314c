/**
 * The entries of all partner accounts: one named `default` from plain variables, or several from the JSON file that
 * PARTNER_ACCOUNTS_FILE names, whose objects carry the same variables and a NAME.
 */
import { z } from 'zod'
import { type AmazonEnv, findMarketplace, marketplaceCodes } from '../domain/marketplace.ts'
import { keyVariables, nextKeyProblems } from './access-key.ts'
import { type AccountSettings, assumed, contractFacts, type Entry, entry } from './partner-account.ts'
import { type Env, labelled, type Problem, parseLeniently, withoutBlanks } from './problem.ts'

/** Reads PARTNER_ACCOUNTS_FILE; the entry point passes `readFileSync`. */
export type ReadFile = (path: string) => string

/** In the file a value may be a string or a number; anything else would only look like one. */
const fileSchema = z.array(z.record(z.string(), z.union([z.string(), z.number().transform(String)]))).min(1)

export function readEntries(env: Env, readFile: ReadFile): { entries: Env[]; problems: Problem[] } {
  const path = env.PARTNER_ACCOUNTS_FILE
  // Some systems set NAME to the host's name; only the file names accounts.
  if (path === undefined) return { entries: [{ ...env, NAME: undefined }], problems: [] }
  try {
    const parsed = fileSchema.safeParse(JSON.parse(readFile(path)))
    if (parsed.success) return { entries: parsed.data.map(withoutBlanks), problems: [] }
    return { entries: [], problems: [inFile('it is no list of objects whose values are strings or numbers')] }
  } catch {
    return { entries: [], problems: [inFile('the file cannot be read as JSON')] }
  }
}

function inFile(reason: string): Problem {
  const fix = 'write a JSON list of objects with the account variables of .env.example and a NAME each'
  return { variable: 'PARTNER_ACCOUNTS_FILE', reason, fix }
}

export function completeEntries(
  amazonEnv: AmazonEnv,
  entries: readonly Env[],
): { rows: AccountSettings[]; problems: Problem[] } {
  const results = entries.map(given => complete(amazonEnv, given))
  const names = entries.map(({ NAME = 'default' }) => NAME)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const problems = results.flatMap(result => result.problems)
  const rows = results.flatMap(result => result.row ?? [])
  return {
    rows,
    problems: [
      ...problems,
      ...twice.map(name => inFile(`the name "${name}" appears twice`)),
      ...(amazonEnv === 'emulator' ? [] : sharedProblems(rows)),
    ],
  }
}

/** Amazon's pace and funds are one account's, and two names of it would each take all of them. */
function sharedProblems(rows: readonly AccountSettings[]): Problem[] {
  return rows.flatMap(({ NAME, PARTNER_ID, marketplace }, index) => {
    const first = rows.findIndex(row => row.PARTNER_ID === PARTNER_ID && row.marketplace === marketplace)
    if (first === index) return []
    return inFile(
      `"${NAME}" has the PARTNER_ID and MARKETPLACE of "${rows[first]?.NAME}": they are one account`,
    )
  })
}

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

function complete(amazonEnv: AmazonEnv, given: Env): { row: AccountSettings | null; problems: Problem[] } {
  const { values, problems } = parseLeniently(
    entry,
    amazonEnv === 'emulator' ? { ...emulated, ...given } : given,
  )
  const reported = new Set(problems.map(({ variable }) => variable))
  const missing = [
    ...nextKeyProblems(values),
    ...missingValues(values).filter(({ variable }) => !isOfFile(given, variable)),
    ...(amazonEnv === 'production' ? missingFacts(values) : []),
  ]
  const all = [...problems, ...missing.filter(({ variable }) => !reported.has(variable))]
  const marketplace = findMarketplace(values.MARKETPLACE ?? '')
  if (all.length === 0 && marketplace)
    return { row: { ...values, marketplace, assumptions: assumptions(values) }, problems: [] }
  return {
    row: null,
    problems: all.map(problem => ({ ...problem, variable: labelled(problem.variable, given.NAME) })),
  }
}

/** What is wrong with the file of keys is told once, of the file. */
function isOfFile({ INCENTIVES_KEYS_FILE }: Env, variable: string): boolean {
  return INCENTIVES_KEYS_FILE !== undefined && Object.hasOwn(keyVariables, variable)
}

function missingValues(values: Entry): Problem[] {
  return required
    .filter(variable => values[variable] === undefined)
    .map(variable => ({
      variable,
      reason: 'is not set',
      fix:
        variable === 'MARKETPLACE'
          ? `set one of ${marketplaceCodes.join(' ')}`
          : 'copy it from your account at Amazon, see .env.example',
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
