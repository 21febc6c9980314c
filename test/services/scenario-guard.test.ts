/** Where money is real there are no scenarios: not issued, not stored, and no start while any is open. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { issueScenario } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import type { Context } from '../../src/services/context.ts'
import { issueEntrance } from '../../src/services/qa-pass.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import { refuseOpenScenarios } from '../../src/services/scenario.ts'
import { real } from '../config/environment.ts'
import { sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { dataDir } from '../helpers/program.ts'
import type { TestService } from '../helpers/service.ts'
import { spawnService } from '../helpers/service-program.ts'

/** The same use cases as a production configuration would have them. */
function inProduction({ context }: TestService): Context {
  const accounts = [...context.accounts].map(
    ([name, account]) => [name, { ...account, amazonEnv: 'production' }] as const,
  )
  return { ...context, accounts: new Map(accounts) }
}

async function scenarioLink(service: TestService, code = 'F3009'): Promise<string> {
  return (
    await issueScenario(service.context, await service.campaign(), { code, amountMinor: 2500 }, 'a test')
  ).id
}

test('production issues no scenario and no way into the QA page', async t => {
  const service = await startCore(t)
  const context = inProduction(service)
  const campaign = await service.campaign()
  const order = { code: 'F0000', amountMinor: 2500 }
  await assert.rejects(issueScenario(context, campaign, order, 'a test'), {
    code: 'conflict',
    message: /in production/,
  })
  await assert.rejects(issueEntrance(context), { code: 'conflict', message: /no QA page/ })
  assert.deepEqual(await service.database.query('select from claim_link'), [])
  assert.deepEqual(await service.database.query('select from qa_pass'), [])
})

test('the database takes a mock code only where it is stamped for the emulator or the sandbox', async t => {
  const service = await startCore(t)
  const issue = () => scenarioLink(service)
  const stamp = (env: string) => service.database.query('update installation set amazon_env = $1', [env])
  await issue()
  await stamp('sandbox')
  await issue()
  await stamp('production')
  await assert.rejects(issue(), /has a mock code outside emulator and sandbox/)
  await service.links(await service.campaign())
  await service.database.query('delete from installation')
  await assert.rejects(issue(), /has a mock code outside emulator and sandbox/)
})

test('the database keeps a mock code well-formed, unchanged and off rehearsals', async t => {
  const service = await startCore(t)
  const { id } = await service.campaign()
  const insert = (mockCode: string, rehearsal: boolean) =>
    service.database.query(
      `insert into claim_link (id, campaign_id, amount_minor, currency, mock_code, rehearsal)
       values (substr(upper(encode(sha256(convert_to($2, 'UTF8')), 'hex')), 1, 26), $1, 1, 'USD', $2, $3)`,
      [id, mockCode, rehearsal],
    )
  await insert('F0000', false)
  for (const code of ['F000', 'F00000', 'X0000', ' F0000', ''])
    await assert.rejects(insert(code, false), /check/)
  await assert.rejects(insert('F0001', true), /claim_link_kind/)
  await assert.rejects(service.database.query("update claim_link set mock_code = 'F3003'"), /cannot change/)
  await assert.rejects(service.database.query('update claim_link set mock_code = null'), /cannot change/)
})

test('production starts over scenarios that are over, and not while one could still be claimed or sent', async t => {
  const service = await startCore(t)
  const production = inProduction(service)
  const refused = { code: 'configuration', message: /AMAZON_ENV: .*1 open claim links.*Fix: / }
  const unclaimed = await scenarioLink(service)
  await assert.rejects(refuseOpenScenarios(production), refused)
  await refuseOpenScenarios(service.context)
  await revokeLink(service.context, unclaimed, 'Ann')
  await refuseOpenScenarios(production)

  const claimed = await scenarioLink(service)
  await consent(service.context, await signedIn(service, claimed))
  await assert.rejects(refuseOpenScenarios(production), refused)
  await sendAlone(service, claimed)
  await refuseOpenScenarios(production)
})

test('a mock code that gets into production while the service runs is never written into a deposit', async t => {
  const service = await startCore(t)
  const id = await scenarioLink(service, 'F0000')
  await stampProduction(service)
  const signIn = await signedIn(service, id)
  await assert.rejects(consent(inProduction(service), signIn), {
    code: 'configuration',
    message: /mock code/,
  })
  assert.deepEqual(await service.database.query('select from deposit'), [])
})

test('the service in production ends at once and names the open links', async t => {
  const service = await startCore(t)
  const id = await scenarioLink(service)
  await stampProduction(service)
  const stderr = await refusal(t, service.databaseUrl)
  assert.match(
    stderr,
    new RegExp(`^AMAZON_ENV: is production, and 1 open claim links .*${id}.*"link revoke"`),
  )
  assert.doesNotMatch(stderr, /\n {4}at /)
})

/** What no program does: a sandbox database turned into one of production by hand. */
async function stampProduction({ database }: TestService): Promise<void> {
  await database.query('alter table partner_account disable trigger partner_account_guard')
  await database.query(
    "update partner_account set amazon_env = 'production', incentives_host = 'agcod-v2.amazon.com', partner_id = 'Acme1', launched_at = now()",
  )
  await database.query("update installation set amazon_env = 'production'")
}

async function refusal(t: TestContext, databaseUrl: string): Promise<string> {
  const env = real('production')
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? '']))
  const service = spawnService(t, dataDir(t), { ...variables, DATABASE_URL: databaseUrl })
  assert.equal(await service.exit, 1)
  return service.stderr()
}
