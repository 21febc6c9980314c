/**
 * What the status page is measured on: a database that keeps what it is told, a line of deposits that really wait in
 * it, and the service and the emulator as programs of their own.
 */
import type { TestContext } from 'node:test'
import { compose } from '../../src/compose.ts'
import { parseConfig } from '../../src/config/config.ts'
import { createCampaign } from '../../src/services/campaign.ts'
import { issueLink } from '../../src/services/claim-link.ts'
import type { Context } from '../../src/services/context.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { stampEnvironment } from '../../src/storage/installation.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { register } from '../../src/storage/partner-account.ts'
import { fillLane } from '../helpers/backlog.ts'
import { dataDir, open } from '../helpers/embedded.ts'
import { closers, noFile, plainCampaign, recordingLog } from '../helpers/service.ts'
import { type ServiceProgram, startService } from '../helpers/service-program.ts'

export type Stage = {
  readonly context: Context
  /** Of the deposits that wait, oldest consent first. */
  readonly tokens: readonly string[]
  /** A claim link that nobody has claimed. */
  readonly openToken: string
  startService(): Promise<ServiceProgram>
}

/** `waiting` deposits of one campaign, consented in the last hour. Nothing sends them until the service is started. */
export async function prepareStage(t: TestContext, waiting: number): Promise<Stage> {
  const dir = dataDir(t)
  const { connection } = await open(t, dir, { durable: true })
  const { host, port, user, password, database: name } = connection
  const databaseUrl = `postgres://${user}:${password}@${host}:${port}/${name}`
  const context = await openContext(t, databaseUrl)
  const campaign = await createCampaign(
    context,
    { ...plainCampaign, budget: '100000000.00' },
    { by: 'a test' },
  )
  const tokens = await fillLane(context, campaign, { count: waiting, overMs: 3_600_000 })
  const { claimUrl } = await issueLink(context, campaign, 'a test')
  return {
    context,
    tokens,
    openToken: claimUrl.split('/').at(-1) ?? '',
    startService: () => startService(t, dir, { DATABASE_URL: databaseUrl }),
  }
}

async function openContext(t: TestContext, connectionString: string): Promise<Context> {
  const closing = closers(t)
  const database: Database = await openDatabase({ current: () => ({ connectionString }) })
  closing(() => database.close())
  await migrate(database)
  const config = parseConfig({ AMAZON_ENV: 'emulator' }, noFile, 'http://127.0.0.1:1')
  await stampEnvironment(database, config.amazonEnv)
  for (const account of config.accounts) await register(database, account)
  const { log } = recordingLog()
  const evidenceKey = 'a test key that is long enough to count'
  const { context, close } = compose({ config, database, publicUrl: 'http://localhost', evidenceKey, log })
  closing(close)
  return context
}
