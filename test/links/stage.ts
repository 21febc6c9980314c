/** What batches are measured on: a database that keeps what it is told, the service as a program, and a marketer. */
import type { TestContext } from 'node:test'
import { compose } from '../../src/compose.ts'
import { parseConfig } from '../../src/config/config.ts'
import type { Campaign } from '../../src/domain/campaign.ts'
import { createCampaign } from '../../src/services/campaign.ts'
import { issueLink } from '../../src/services/claim-link.ts'
import type { Context } from '../../src/services/context.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { stampEnvironment, stampEvidenceKeys } from '../../src/storage/installation.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { register } from '../../src/storage/partner-account.ts'
import type { CookieClient } from '../helpers/cookie-client.ts'
import { dataDir, open } from '../helpers/embedded.ts'
import { closers, noFile, plainCampaign, recordingLog } from '../helpers/service.ts'
import { type ServiceProgram, startService } from '../helpers/service-program.ts'
import { signedInStaff } from '../helpers/staff.ts'

export type Stage = {
  readonly context: Context
  readonly campaign: Campaign
  readonly service: ServiceProgram
  readonly ann: CookieClient
  /** Of a link that nobody claims. */
  readonly openToken: string
}

export async function prepareStage(t: TestContext): Promise<Stage> {
  const dir = dataDir(t)
  const { connection } = await open(t, dir, { durable: true })
  const { host, port, user, password, database: name } = connection
  const databaseUrl = `postgres://${user}:${password}@${host}:${port}/${name}`
  const evidenceKey = 'a test key that is long enough to count'
  const variables = { DATABASE_URL: databaseUrl, EVIDENCE_KEY: evidenceKey, LOG_LEVEL: 'error' }
  const context = await openContext(t, databaseUrl, evidenceKey)
  const campaign = await createCampaign(
    context,
    { ...plainCampaign, budget: '100000000.00' },
    { by: 'a test' },
  )
  const { claimUrl } = await issueLink(context, campaign, 'a test')
  const service = await startService(t, dir, variables, 'bounded')
  return {
    context,
    campaign,
    service,
    ann: await signedInStaff(t, { context, url: service.url }),
    openToken: claimUrl.split('/').at(-1) ?? '',
  }
}

async function openContext(t: TestContext, connectionString: string, evidenceKey: string): Promise<Context> {
  const closing = closers(t)
  const database = await openDatabase({ current: () => ({ connectionString }) })
  closing(() => database.close())
  await migrate(database)
  const config = parseConfig({ AMAZON_ENV: 'emulator' }, noFile, 'http://127.0.0.1:1')
  await stampEnvironment(database, config.amazonEnv)
  await stampEvidenceKeys(database, { evidenceKey, earlierEvidenceKeys: [], personKey: evidenceKey })
  for (const account of config.accounts) await register(database, account)
  const { log } = recordingLog()
  const { context, close } = compose({ config, database, publicUrl: 'http://localhost', evidenceKey, log })
  closing(close)
  return context
}
