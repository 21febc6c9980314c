/**
 * The real service for a test: its own database on the test server, the real emulator over HTTP, the same
 * startService as `npm start`. Only the clock, the failpoint and the deadlines may be set.
 */
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { compose, type Parts } from '../../src/compose.ts'
import { parseConfig } from '../../src/config/config.ts'
import { type Campaign, fixedAmount } from '../../src/domain/campaign.ts'
import type { Clock } from '../../src/domain/clock.ts'
import { type Emulator, startEmulator } from '../../src/emulator/app.ts'
import { listen } from '../../src/listener.ts'
import { startService } from '../../src/service.ts'
import { type CampaignInput, createCampaign } from '../../src/services/campaign.ts'
import { issueLinks } from '../../src/services/claim-link.ts'
import type { Context, Log } from '../../src/services/context.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { stampEnvironment } from '../../src/storage/installation.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { register } from '../../src/storage/partner-account.ts'
import type { Locale } from '../../views/locale.ts'
import { createTestDatabase } from './database.ts'

export type Options = {
  readonly env?: Readonly<Record<string, string>>
  readonly clock?: Clock
  readonly loadDeadlineMs?: number
  readonly signInDeadlineMs?: number
  readonly locales?: readonly [Locale, ...Locale[]]
  readonly maxRequestsInFlight?: number
  /** False leaves the service out: storage, emulator and use cases only. */
  readonly serve?: boolean
}

export type TestService = {
  readonly url: string
  readonly database: Database
  readonly databaseUrl: string
  readonly context: Context
  readonly emulator: Emulator
  readonly log: LogLine[]
  campaign(input?: Partial<CampaignInput>): Promise<Campaign>
  /** Claim URLs of fresh links. */
  links(campaign: Campaign, count?: number): Promise<string[]>
}

export type LogLine = { readonly level: string; readonly message: string; readonly fields: object }

export async function startTestService(t: TestContext, options: Options = {}): Promise<TestService> {
  const closing = closers(t)
  const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
  closing(() => emulator.close())
  const { database, url: databaseUrl } = await openTestStore(closing)
  const config = parseConfig({ AMAZON_ENV: 'emulator', ...options.env }, noFile, emulator.url)
  await stampEnvironment(database, config.amazonEnv)
  for (const account of config.accounts) await register(database, account)
  const { log, lines } = recordingLog()
  const server = await listen('127.0.0.1', 0)
  closing(() => server.close())
  const publicUrl = config.publicUrl ?? `http://localhost:${server.port}`
  const parts: Parts = {
    config,
    database,
    publicUrl,
    evidenceKey: 'a test key that is long enough to count',
    log,
    ...(options.clock && { clock: options.clock }),
    ...(options.loadDeadlineMs && { loadDeadlineMs: options.loadDeadlineMs }),
    ...(options.signInDeadlineMs && { signInDeadlineMs: options.signInDeadlineMs }),
  }
  const composed = compose(parts)
  closing(() => composed.close())
  if (options.serve !== false) {
    const service = await startService(server, {
      ...parts,
      sessionSecrets: [randomBytes(32).toString('hex')],
      trustProxy: config.trustProxy,
      maxRequestsInFlight: options.maxRequestsInFlight ?? config.maxRequestsInFlight,
      retentionDays: config.retentionDays,
      metricsToken: config.metricsToken,
      buttonFile: null,
      trial: null,
      ...(options.locales && { locales: options.locales }),
    })
    closing(() => service.close())
  }
  const { context } = composed
  return {
    url: `http://localhost:${server.port}`,
    database,
    databaseUrl,
    context,
    emulator,
    log: lines,
    campaign: input => createCampaign(context, { ...plainCampaign, ...input }, { by: 'a test' }),
    links: async (campaign, count = 1) => {
      const orders = Array.from({ length: count }, () => ({
        externalId: null,
        amountMinor: fixedAmount(campaign),
      }))
      return (await issueLinks(context, campaign, orders, 'a test')).map(({ claimUrl }) => claimUrl)
    },
  }
}

export const plainCampaign: CampaignInput = {
  sender: 'Acme Research',
  support: 'help@acme.example',
  message: 'Thank you for your answers!',
  amount: '25.00',
  budget: '10000.00',
  closes: '2099-12-31T18:00',
  timeZone: 'America/New_York',
  perPersonLimit: 100,
}

export type Closing = (close: () => Promise<void>) => void

/** Closes in reverse after the test, so that a database outlives its service; node:test itself goes forward. */
export function closers(t: TestContext): Closing {
  const stack: (() => Promise<void>)[] = []
  t.after(async () => {
    for (const close of stack.toReversed()) await close()
  })
  return close => stack.push(close)
}

/** An empty database with the schema, dropped after the test. */
export async function openTestStore(closing: Closing): Promise<{ database: Database; url: string }> {
  const { url, drop } = await createTestDatabase(process.env.TEST_TEMPLATE)
  closing(drop)
  const database = await openDatabase({ current: () => ({ connectionString: url }) })
  closing(() => database.close())
  await migrate(database)
  return { database, url }
}

export function noFile(path: string): never {
  throw new Error(`no test reads ${path}`)
}

export function recordingLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields })
  }
  return { log: { info: at('info'), warn: at('warn'), error: at('error') }, lines }
}

/** What the emulator has applied, one entry per load. */
export async function ledgerOf({ emulator }: Pick<TestService, 'emulator'>): Promise<LedgerLine[]> {
  return await ndjson<LedgerLine>(`${emulator.url}/_emulator/ledger`)
}

export type LedgerLine = {
  requestId: string
  accountId: string
  amount: number
  currency: string
  timesRequested: number
}

/** Every call to LoadAmazonBalance that reached the emulator. */
export async function loadCallsOf({ emulator }: Pick<TestService, 'emulator'>): Promise<CallLine[]> {
  const calls = await ndjson<CallLine>(`${emulator.url}/_emulator/calls`)
  return calls.filter(call => call.operation === 'LoadAmazonBalance')
}

export type CallLine = {
  at: string
  operation: string
  requestId: string
  bodySha256: string
  host: string
  region: string
  status: number
  applied: boolean
}

export async function setFaults(
  { emulator }: Pick<TestService, 'emulator'>,
  faults: readonly object[],
): Promise<void> {
  const response = await fetch(`${emulator.url}/_emulator/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })
  if (!response.ok) throw new Error(await response.text())
}

async function ndjson<Line>(url: string): Promise<Line[]> {
  const text = await (await fetch(url)).text()
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Line)
}
