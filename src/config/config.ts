/**
 * Configuration: the environment, parsed once and as a whole. Every problem is reported at the same time with its
 * variable, the reason and the fix; values never appear in a report, so no secret does.
 */
import { z } from 'zod'
import type { AmazonEnv } from '../domain/marketplace.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { checkGuards } from './guards.ts'
import { type AccountSettings, accountSettings, partnerAccount, type ReadFile } from './partner-accounts.ts'
import { ConfigError, type Env, parseLeniently, withoutBlanks } from './problem.ts'

export type Config = {
  readonly amazonEnv: AmazonEnv
  readonly host: string
  readonly port: number
  /** Without a trailing slash; null means the address that the service listens on. */
  readonly publicUrl: string | null
  readonly dataDir: string | null
  readonly databaseUrl: string | null
  readonly emulatorPort: number
  /** Proxies whose X-Forwarded-* headers count: Express's `trust proxy` list. */
  readonly trustProxy: readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Newest first; null in emulator mode means: made and kept in the data directory. */
  readonly sessionSecrets: readonly string[] | null
  readonly evidenceKey: string | null
  readonly resendWindowMs: number
  readonly maxRequestsInFlight: number
  readonly amazonButtonFile: string | null
  readonly accounts: readonly PartnerAccount[]
  /** What is assumed because nothing says otherwise, to be told at start. */
  readonly assumptions: readonly string[]
}

/** Throws ConfigError with every problem found. `emulatorUrl` stands for all of Amazon's hosts in emulator mode. */
export function parseConfig(env: Env, readFile: ReadFile, emulatorUrl?: string): Config {
  const given = withoutBlanks(env)
  const { values, problems } = parseLeniently(settings, given)
  const accounts = accountSettings(values.AMAZON_ENV, given, readFile)
  const reported = new Set(problems.map(({ variable }) => variable))
  const guards = checkGuards(values, accounts.rows).filter(({ variable }) => !reported.has(variable))
  const all = [...problems, ...accounts.problems, ...guards]
  if (all.length > 0) throw new ConfigError(all)
  return assemble(values, accounts.rows, emulatorUrl ?? `http://localhost:${values.EMULATOR_PORT}`)
}

const port = (fallback: number) =>
  z.coerce.number('must be a port number').int().min(0).max(65_535).default(fallback)
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })
const secret = z.string().min(32, 'must be at least 32 characters; make one with: openssl rand -base64 32')

export const settings = z.object({
  AMAZON_ENV: z
    .enum(['emulator', 'sandbox', 'production'], 'must be emulator, sandbox or production')
    .default('emulator'),
  HOST: z.string().optional(),
  PORT: port(3000),
  PUBLIC_URL: url.optional(),
  DATA_DIR: z.string().optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  EMULATOR_PORT: port(3001),
  EMULATOR_ON_PUBLIC_URL: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  TRUST_PROXY: z
    .string()
    .default('loopback')
    .transform(list => list.split(',').map(part => part.trim())),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .optional(),
  SESSION_SECRET: secret.optional(),
  SESSION_SECRET_PREVIOUS: secret.optional(),
  EVIDENCE_KEY: secret.optional(),
  RESEND_WINDOW_HOURS: z.coerce.number('must be a number of hours').min(1).max(720).default(24),
  MAX_REQUESTS_IN_FLIGHT: z.coerce.number('must be a number').int().min(1).max(10_000).default(200),
  AMAZON_BUTTON_FILE: z
    .string()
    .regex(/\.(png|svg)$/, 'must name a .png or .svg file')
    .optional(),
})
export type Settings = z.infer<typeof settings>

function assemble(values: Settings, rows: readonly AccountSettings[], emulatorUrl: string): Config {
  const emulator = values.AMAZON_ENV === 'emulator'
  const secrets = [values.SESSION_SECRET, values.SESSION_SECRET_PREVIOUS].filter(text => text !== undefined)
  return {
    amazonEnv: values.AMAZON_ENV,
    host: values.HOST ?? (emulator ? '127.0.0.1' : '0.0.0.0'),
    port: values.PORT,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    dataDir: values.DATA_DIR ?? null,
    databaseUrl: values.DATABASE_URL ?? null,
    emulatorPort: values.EMULATOR_PORT,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL ?? (emulator ? 'warn' : 'info'),
    sessionSecrets: secrets.length > 0 ? secrets : null,
    evidenceKey: values.EVIDENCE_KEY ?? null,
    resendWindowMs: values.RESEND_WINDOW_HOURS * 3_600_000,
    maxRequestsInFlight: values.MAX_REQUESTS_IN_FLIGHT,
    amazonButtonFile: values.AMAZON_BUTTON_FILE ?? null,
    accounts: rows.map(row => partnerAccount(values.AMAZON_ENV, row, emulatorUrl)),
    assumptions: rows.flatMap(row => row.assumptions),
  }
}
