/** A key that is switched off while people claim: the other one signs, and nobody notices. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { compose } from '../../src/compose.ts'
import { parseConfig } from '../../src/config/config.ts'
import { listen } from '../../src/listener.ts'
import { startService } from '../../src/service.ts'
import { accountOf } from '../../src/services/context.ts'
import { sendDeposit } from '../../src/services/deposit.ts'
import { switchKeys } from '../../src/services/key-change.ts'
import { listKeys } from '../../src/services/key-list.ts'
import { createKeyReport } from '../../src/services/key-report.ts'
import { holdOf } from '../../src/services/partner-account.ts'
import { openDatabase } from '../../src/storage/database.ts'
import * as processes from '../../src/storage/service-process.ts'
import { consented, depositOf, laneOf, startCore } from '../helpers/consented.ts'
import { switchKey } from '../helpers/keys.ts'
import { eventually } from '../helpers/program.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import {
  closers,
  ledgerOf,
  loadCallsOf,
  noFile,
  recordingLog,
  startTestService,
  type TestService,
} from '../helpers/service.ts'

const env = {
  INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
  CALLS_PER_SECOND: '25',
}

const deposited = '$25.00 deposited'
const isOver = (titles: readonly string[]) => titles.at(-1) === deposited

/** A second process of the service on the same database and Amazon; its address. */
async function startSecond(t: TestContext, { context, databaseUrl, emulator }: TestService): Promise<string> {
  const closing = closers(t)
  const database = await openDatabase({ current: () => ({ connectionString: databaseUrl }) })
  closing(() => database.close())
  const config = parseConfig({ AMAZON_ENV: 'emulator', ...env }, noFile, emulator.url)
  const server = await listen('127.0.0.1', 0)
  closing(() => server.close())
  const { evidenceKey } = context
  const publicUrl = `http://localhost:${server.port}`
  const parts = { config, database, publicUrl, evidenceKey, log: recordingLog().log }
  const service = await startService(server, {
    ...parts,
    sessionSecrets: [randomBytes(32).toString('hex')],
    trustProxy: config.trustProxy,
    maxRequestsInFlight: config.maxRequestsInFlight,
    retentionDays: config.retentionDays,
    buttonFile: null,
    trial: null,
  })
  closing(() => service.close())
  return publicUrl
}

test('with a key switched off in the middle, every claim of two processes is deposited once and at once', async t => {
  const service = await startTestService(t, { env })
  const urls = [service.url, await startSecond(t, service)]
  const claims = 40
  const links = await service.links(await service.campaign(), claims)
  const off = eventually(async () => (await ledgerOf(service)).length >= claims / 4).then(() =>
    switchKey(service, 'AKIDEMULATORACTIVE01', false),
  )
  const walk = async (link: string, index: number) => {
    const recipient = createRecipient()
    t.after(() => recipient.close())
    const here = (urls[index % 2] ?? '') + new URL(link).pathname
    const confirm = await recipient.signIn(here)
    const titles = [titleOf((await recipient.press(confirm)).text)]
    // Where the other process sends it, the page waits and looks again.
    await eventually(async () => titles.push(titleOf((await recipient.get(here)).text)) > 0 && isOver(titles))
    return titles
  }
  const lines = [links.slice(0, claims / 2), links.slice(claims / 2)]
  const shown: string[][] = []
  const keepWalking = async (line: readonly string[]) => {
    for (const [index, link] of line.entries()) shown.push(await walk(link, index))
  }
  await Promise.all(lines.map(keepWalking))
  await off
  const ledger = await ledgerOf(service)
  const calls = await loadCallsOf(service)
  const refused = calls.filter(({ status }) => status === 403)
  const unexpected = shown.flat().filter(title => title !== 'We have your claim' && title !== deposited)
  assert.deepEqual(unexpected, [])
  assert.equal(ledger.length, claims)
  assert.equal(new Set(ledger.map(({ requestId }) => requestId)).size, claims)
  assert.ok(refused.length > 0, 'the key was switched off in the middle')
  assert.ok(refused.length < claims / 4, `the refused key was tried ${refused.length} times`)
  assert.equal((await holdOf(service.context, 'default')).reason, null)
  const sums = await service.database.query<{ state: string; count: number; attempts: number }>(
    'select state, count(*)::int, sum(attempts)::int as attempts from deposit group by state',
  )
  assert.deepEqual(sums, [{ state: 'deposited', count: claims, attempts: claims + refused.length }])
  const waits = await service.database.query<{ reason: string; seconds: number }>(
    `select attempt.reason, extract(epoch from next.started_at - attempt.finished_at)::float8 as seconds
     from attempt join attempt next using (claim_link_id) where next.number = attempt.number + 1`,
  )
  for (const { reason, seconds } of waits) {
    assert.equal(reason, 'key-refused')
    assert.ok(seconds < 3, `it was sent again after ${seconds} s`)
  }
})

test('a process with nothing but a dead key stands by while another one has a good one, and holds nobody', async t => {
  const closing = closers(t)
  const spare = {
    INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
  }
  const good = await startCore(t, { env: spare })
  const { database, publicUrl, evidenceKey, log, resendWindowMs } = good.context
  const account = accountOf(good.context, 'default')
  const dead = { accessKeyId: 'AKIDEMULATORACTIVE01', secretAccessKey: 'emulator-secret-access-key' }
  const accounts = [{ ...account, incentives: { ...account.incentives, ...dead } }]
  const stale = compose({ config: { accounts, resendWindowMs }, database, publicUrl, evidenceKey, log })
  closing(stale.close)
  const reports = [createKeyReport(good.context), createKeyReport(stale.context)]
  for (const report of reports) await report.run()
  await switchKey(good, dead.accessKeyId, false)

  const [first, second] = [await consented(good), await consented(good)]
  await sendDeposit(stale.context, await laneOf(good, first))
  assert.equal((await depositOf(good, first)).reason, 'key-refused')
  assert.equal((await holdOf(good.context, 'default')).reason, null)
  assert.equal(await sendDeposit(stale.context, await laneOf(good, second)), undefined)
  assert.equal(await sendDeposit(good.context, await laneOf(good, second)), second)
  await eventually(async () => (await sendDeposit(good.context, await laneOf(good, first))) === first)
  assert.equal((await ledgerOf(good)).length, 2)

  await reports[0]?.leave()
  await reports[1]?.run()
  const third = await consented(good)
  await sendDeposit(stale.context, await laneOf(good, third))
  assert.equal((await holdOf(good.context, 'default')).reason, 'credentials', 'now there is no other one')
})

test('whoever switches twice does not switch back, and going back takes the name of the key', async t => {
  const { context, database } = await startCore(t, { env })
  await listKeys(context)
  await database.query('update access_key set proven_at = now()')
  const chosen = async () => (await listKeys(context))[0]?.keys.find(key => key.chosen)?.lastFour
  assert.equal(await chosen(), 'VE01')
  const other = { id: 'ab', name: 'other:17', keys: [], problems: {} }
  await processes.beat(database, other)
  const early = switchKeys(context, 'default', null, 'Ann')
  await assert.rejects(early, /other:17 does not have RE02 yet/)
  await processes.remove(database, other.id)
  await switchKeys(context, 'default', null, 'Ann')
  assert.equal(await chosen(), 'RE02')
  await assert.rejects(switchKeys(context, 'default', null, 'Ben'), /RE02 is the one to sign already/)
  await switchKeys(context, 'default', 've01', 'Ben')
  assert.equal(await chosen(), 'VE01')
})
