/** Our own service for the bench: an installation in the sandbox, whose Amazon is the bench's, with links to claim. */
import { compose } from '../../src/compose.ts'
import { parseConfig } from '../../src/config/config.ts'
import { type Campaign, fixedAmount } from '../../src/domain/campaign.ts'
import { createCampaign } from '../../src/services/campaign.ts'
import { issueLinks } from '../../src/services/claim-link.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { stampEnvironment } from '../../src/storage/installation.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { register } from '../../src/storage/partner-account.ts'
import { behindTls } from '../helpers/behind-tls.ts'
import { noFile, plainCampaign, recordingLog } from '../helpers/service.ts'

export type AmazonHost = { readonly url: string; readonly caFile: string }

/** Throttles off: the pace is as high as the configuration allows, and nobody is shed. */
export function environment(amazon: AmazonHost, databaseUrl: string, port: number): Record<string, string> {
  return {
    ...behindTls(amazon, databaseUrl),
    AMAZON_ENV: 'sandbox',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    CALLS_PER_SECOND: '10000',
    MAX_REQUESTS_IN_FLIGHT: '1000',
  }
}

/** Makes the schema and one campaign with so many open links; `fill` may put more into it. The links' tokens. */
export async function install(
  env: Readonly<Record<string, string>>,
  links: number,
  fill: (campaign: Campaign) => Promise<void> = async () => {},
): Promise<string[]> {
  const database = await openDatabase({ current: () => ({ connectionString: env.DATABASE_URL ?? '' }) })
  await migrate(database)
  const config = parseConfig(env, noFile)
  await stampEnvironment(database, config.amazonEnv)
  for (const account of config.accounts) await register(database, account)
  const { log } = recordingLog()
  const { context, close } = compose({
    config,
    database,
    publicUrl: '',
    evidenceKey: env.EVIDENCE_KEY ?? '',
    log,
  })
  const campaign = await createCampaign(
    context,
    { ...plainCampaign, budget: '100000000.00' },
    { by: 'a test' },
  )
  await fill(campaign)
  const orders = Array.from({ length: links }, () => ({
    externalId: null,
    amountMinor: fixedAmount(campaign),
  }))
  const issued = await issueLinks(context, campaign, orders, 'a test')
  await close()
  await database.close()
  return issued.map(({ claimUrl }) => claimUrl.split('/').at(-1) ?? '')
}
