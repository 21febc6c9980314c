/**
 * Configuration: the environment, parsed once and as a whole. Every problem is reported at the same time with its
 * variable, the reason and the fix; values never appear in a report, so no secret does.
 */
import type { KeySource } from '../domain/access-key.ts'
import type { IdentityProvider } from '../domain/identity.ts'
import type { AmazonEnv } from '../domain/marketplace.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { checkGuards } from './guards.ts'
import { readIdentityProvider } from './identity-provider.ts'
import { keySources, withKeysFile } from './keys-file.ts'
import { type Misspelt, misspelt } from './misspelt.ts'
import { type AccountSettings, partnerAccount } from './partner-account.ts'
import { completeEntries, type ReadFile, readEntries } from './partner-accounts.ts'
import { ConfigError, type Env, parseLeniently, withoutBlanks } from './problem.ts'
import { type Settings, settings } from './settings.ts'

export type Config = {
  readonly amazonEnv: AmazonEnv
  readonly host: string
  readonly port: number
  /** An origin; null means the address that the service listens on. */
  readonly publicUrl: string | null
  readonly dataDir: string | null
  readonly databaseUrl: string | null
  /** Null: a file in the data directory. */
  readonly stateFile: string | null
  readonly emulatorPort: number
  readonly emulatorFunds: 'ledger' | 'sandbox'
  /** Null: unpredictable. */
  readonly emulatorSeed: string | null
  /** A file of Amazon's own answers for the emulator to play; null means its assumptions. */
  readonly emulatorRecord: string | null
  /** Proxies whose X-Forwarded-* headers count: Express's `trust proxy` list. */
  readonly trustProxy: readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Newest first; null in emulator mode means: made and kept in the data directory. */
  readonly sessionSecrets: readonly [string, ...string[]] | null
  readonly evidenceKey: string | null
  /** Keys of checkpoints before, newest first. */
  readonly earlierEvidenceKeys: readonly string[]
  /** What people are known by; null means: by the evidence key. */
  readonly personKey: string | null
  readonly resendWindowMs: number
  readonly maxRequestsInFlight: number
  readonly retentionDays: number
  /** What a monitoring system must show; null: there is nothing for it. */
  readonly metricsToken: string | null
  readonly amazonButtonFile: string | null
  readonly accounts: readonly PartnerAccount[]
  /** Of the accounts whose access keys are in a file. */
  readonly keySources: readonly KeySource[]
  /** Null: the staff signs in by one-time links alone. */
  readonly identityProvider: IdentityProvider | null
  /** Variables without effect that are probably meant to be others, to be told at start. */
  readonly misspelt: readonly Misspelt[]
  /** What is assumed because nothing says otherwise, to be told at start. */
  readonly assumptions: readonly string[]
}

/** Throws ConfigError with every problem found. `emulatorUrl` stands for all of Amazon's hosts in emulator mode. */
export function parseConfig(env: Env, readFile: ReadFile, emulatorUrl?: string): Config {
  const given = withoutBlanks(env)
  const { values, problems } = parseLeniently(settings, given)
  const reported = new Set(problems.map(({ variable }) => variable))
  // Whoever mistypes the environment most likely means the strictest one.
  const amazonEnv = reported.has('AMAZON_ENV') ? 'production' : values.AMAZON_ENV
  const file = readEntries(given, readFile)
  const keyed = file.entries.map(entry => withKeysFile(entry, readFile))
  const entries = keyed.map(({ entry }) => entry)
  const accounts = completeEntries(amazonEnv, entries)
  const guards = checkGuards(
    { ...values, AMAZON_ENV: amazonEnv },
    given.PARTNER_ACCOUNTS_FILE === undefined ? entries : [...entries, given],
  )
  const identity = readIdentityProvider(values)
  const all = [
    ...problems,
    ...identity.problems.filter(({ variable }) => !reported.has(variable)),
    ...file.problems,
    ...keyed.flatMap(({ problems }) => problems),
    ...accounts.problems,
    ...guards.filter(({ variable }) => !reported.has(variable)),
  ]
  if (all.length > 0) throw new ConfigError(all)
  return {
    ...assemble(values, accounts.rows, emulatorUrl ?? `http://localhost:${values.EMULATOR_PORT}`),
    keySources: keySources(amazonEnv, file.entries, readFile),
    misspelt: (given.PARTNER_ACCOUNTS_FILE === undefined ? [given] : [given, ...file.entries]).flatMap(
      misspelt,
    ),
  }
}

function assemble(
  values: Settings,
  rows: readonly AccountSettings[],
  emulatorUrl: string,
): Omit<Config, 'keySources' | 'misspelt'> {
  const emulator = values.AMAZON_ENV === 'emulator'
  return {
    amazonEnv: values.AMAZON_ENV,
    host: values.HOST ?? (emulator ? '127.0.0.1' : '0.0.0.0'),
    port: values.PORT,
    publicUrl: values.PUBLIC_URL === undefined ? null : new URL(values.PUBLIC_URL).origin,
    dataDir: values.DATA_DIR ?? null,
    databaseUrl: values.DATABASE_URL ?? null,
    stateFile: values.STATE_FILE ?? null,
    emulatorPort: values.EMULATOR_PORT,
    emulatorFunds: values.EMULATOR_FUNDS,
    emulatorSeed: values.EMULATOR_SEED ?? null,
    emulatorRecord: values.EMULATOR_RECORD ?? null,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL ?? (emulator ? 'warn' : 'info'),
    sessionSecrets: sessionSecrets(values),
    evidenceKey: values.EVIDENCE_KEY ?? null,
    earlierEvidenceKeys: values.EVIDENCE_KEY_PREVIOUS ?? [],
    personKey: values.PERSON_KEY ?? null,
    resendWindowMs: values.RESEND_WINDOW_HOURS * 3_600_000,
    retentionDays: values.RETENTION_DAYS,
    maxRequestsInFlight: values.MAX_REQUESTS_IN_FLIGHT,
    metricsToken: values.METRICS_TOKEN ?? null,
    amazonButtonFile: values.AMAZON_BUTTON_FILE ?? null,
    identityProvider: readIdentityProvider(values).provider,
    accounts: rows.map(row => partnerAccount(values.AMAZON_ENV, row, emulatorUrl)),
    assumptions: rows.flatMap(row => row.assumptions),
  }
}

function sessionSecrets({ SESSION_SECRET, SESSION_SECRET_PREVIOUS }: Settings): Config['sessionSecrets'] {
  if (SESSION_SECRET === undefined) return null
  return SESSION_SECRET_PREVIOUS === undefined ? [SESSION_SECRET] : [SESSION_SECRET, SESSION_SECRET_PREVIOUS]
}
