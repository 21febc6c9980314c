/** The doctor on what people get wrong: each mistake is found, named, and comes with its fix. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { createIncentivesApi } from '../../src/amazon/incentives-api.ts'
import { createTransport, type Transport } from '../../src/amazon/transport.ts'
import { examine } from '../../src/cli/doctor.ts'
import { failures } from '../../src/domain/launch-list.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import type { Context } from '../../src/services/context.ts'
import { createKeyRing } from '../../src/services/key-ring.ts'
import { examineNow, readLaunchList } from '../../src/services/launch-list.ts'
import * as settings from '../../src/storage/server-setting.ts'
import { behindTls } from '../helpers/behind-tls.ts'
import { startCore } from '../helpers/consented.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir } from '../helpers/program.ts'
import { closers } from '../helpers/service.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

const nobody = 'postgres://nobody@127.0.0.1:1/nowhere'
const right: Readonly<Record<string, string>> = {
  ...behindTls({ url: 'https://localhost:1', caFile: '' }, nobody),
  AMAZON_ENV: 'production',
}

/** What is wrong with the variables or the database itself, before anything else can be looked at. */
const unstartable: ReadonlyArray<readonly [Record<string, string>, string, RegExp, RegExp]> = [
  [{ PUBLIC_URL: 'http://rewards.example' }, 'configuration', /PUBLIC_URL: is not https/, /TLS front/],
  [{ SESSION_SECRET: '' }, 'configuration', /SESSION_SECRET: is not set/, /openssl rand/],
  [
    { EVIDENCE_KEY: right.SESSION_SECRET ?? '' },
    'configuration',
    /EVIDENCE_KEY: is the same/,
    /openssl rand/,
  ],
  [{ AMOUNT_UNIT: '' }, 'configuration', /AMOUNT_UNIT: .*could cost money/, /ask Amazon/],
  [{ INCENTIVES_URL: '' }, 'configuration', /PARTNER_ID: .*test value/, /what Amazon gave you/],
  [{}, 'database-durable', /DATABASE_URL: no database can be used there/, /doctor/],
]
for (const [wrong, step, says, fix] of unstartable) {
  test(`before it can look further the doctor names ${says.source}`, async () => {
    const { before, lists } = await examine({ ...right, ...wrong })
    const found = before.find(each => each.id === step && says.test(each.says))
    assert.ok(found, JSON.stringify(before.map(each => each.says)))
    assert.match(found.fix ?? '', fix)
    assert.deepEqual([found.state, lists.length], ['failed', 0])
  })
}

test('before it can look further the doctor names a replica and a state file that cannot be written', async t => {
  const { url, drop } = await createTestDatabase()
  t.after(drop)
  const files = dataDir(t)
  const stateFile = join(files, 'made', 'on-the-way', 'state.json')
  const first = async (variables: Record<string, string>) =>
    (await examine({ ...right, DATABASE_URL: url, STATE_FILE: stateFile, ...variables })).before[0]
  const unwritable = await first({ STATE_FILE: '/proc/nope/deeper/state.json' })
  assert.equal(unwritable?.id, 'configuration')
  assert.match(unwritable?.says ?? '', /^STATE_FILE: .* cannot be written \(ENOENT\); name a file/)
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`alter database "${client.database}" set default_transaction_read_only = on`)
  await client.end()
  const replica = await first({})
  assert.equal(replica?.id, 'database-durable')
  assert.match(replica?.says ?? '', /^DATABASE_URL: it is read-only/)
  assert.deepEqual(
    readdirSync(dirname(stateFile)),
    [],
    'the folders are made, and nothing is left of the try',
  )
})

type Wrong = (context: Context, account: PartnerAccount, transport: Transport) => Context

/** The context in production, with the account as it is wrong. */
function withAccount(context: Context, account: PartnerAccount): Context {
  return { ...context, accounts: new Map([['default', account]]) }
}

/** The same, with calls that are signed as the account says. */
function signingAs(context: Context, transport: Transport, account: PartnerAccount): Context {
  const { clock, elapsedMs, log } = context
  const keys = createKeyRing([account], elapsedMs, log)
  return {
    ...withAccount(context, account),
    keys,
    incentives: createIncentivesApi(transport, clock, 6_000, keys),
  }
}

/** A database whose server was set up by somebody who likes it fast. */
function unsafe({ database }: Context): Context['database'] {
  const query: Context['database']['query'] = async (text, values) =>
    text.includes('pg_settings')
      ? ([{ name: 'fsync', setting: 'off' }] as never)
      : await database.query(text, values)
  return { ...database, query }
}

const incentivesAt = (account: PartnerAccount, url: string) => ({
  ...account,
  incentives: { ...account.incentives, url },
})

const mistaken: ReadonlyArray<readonly [string, Wrong, string, RegExp, RegExp]> = [
  [
    'a server without fsync',
    (context, account) => ({ ...withAccount(context, account), database: unsafe(context) }),
    'database-durable',
    /switched off fsync/,
    /fsync = on/,
  ],
  [
    'a clock that is an hour off',
    (context, account) => ({
      ...withAccount(context, account),
      clock: () => new Date(Date.now() + 3_600_000),
    }),
    'clock',
    /differs from Amazon’s by 3[56]\d\d seconds/,
    /NTP/,
  ],
  [
    'the secret of another key',
    (context, account, transport) =>
      signingAs(context, transport, {
        ...account,
        incentives: { ...account.incentives, secretAccessKey: 'emulator-spare-secret-key' },
      }),
    'signed-call',
    /did not accept/,
    /INCENTIVES_SECRET_ACCESS_KEY/,
  ],
  [
    'a name of Amazon’s that is mistyped',
    (context, account, transport) =>
      signingAs(context, transport, incentivesAt(account, 'https://agcod.invalid')),
    'signed-call',
    /could not be asked: agcod\.invalid has no address in DNS/,
    /INCENTIVES_URL, or from MARKETPLACE/,
  ],
  [
    'a host of Amazon’s where nobody listens',
    (context, account, transport) =>
      signingAs(context, transport, incentivesAt(account, 'https://localhost:1')),
    'signed-call',
    /could not be asked: localhost:1 refuses the connection/,
    /INCENTIVES_URL, or from MARKETPLACE/,
  ],
  [
    'a host that does not exist',
    (context, account) => withAccount(context, incentivesAt(account, 'https://agcod.invalid')),
    'hosts',
    /agcod\.invalid has no address in DNS/,
    /check the name/,
  ],
  [
    'a public address that nobody answers',
    (context, account) => ({ ...withAccount(context, account), publicUrl: 'https://localhost:1' }),
    'public-url',
    /refuses the connection/,
    /PUBLIC_URL: check that something listens/,
  ],
  [
    'no backup',
    (context, account) => withAccount(context, account),
    'backup',
    /No backup/,
    /Run “backup” every hour or so .*launch waive backup --by NAME --reason TEXT/,
  ],
]

test('with everything up the doctor names each mistake with its fix', async t => {
  const { context, account } = await startProduction(t)
  const transport = createTransport()
  t.after(() => transport.close())
  for (const [name, wrong, id, says, fix] of mistaken) {
    const there = wrong(context, account, transport)
    const { steps } = await readLaunchList(there, 'default', examineNow(there))
    const found = failures(steps).find(step => step.id === id)
    assert.ok(found, `${name}: ${JSON.stringify(failures(steps).map(step => step.says))}`)
    assert.match(found.says, says)
    assert.match(found.fix ?? '', fix)
  }
})

test('a certificate that nobody vouches for is named, of a host and of our own address', async t => {
  const { context, account, emulator } = await startProduction(t)
  const front = await startTlsFront(emulator.port)
  closers(t)(() => front.close())
  const there = { ...withAccount(context, incentivesAt(account, front.url)), publicUrl: front.url }
  const { steps } = await readLaunchList(there, 'default', examineNow(there))
  for (const id of ['hosts', 'public-url']) {
    const found = failures(steps).find(step => step.id === id)
    assert.match(found?.says ?? '', /certificate that is not good/, id)
    assert.match(found?.fix ?? '', /NODE_EXTRA_CA_CERTS/, id)
  }
})

test('a backup is good for a week', async t => {
  const { context, account } = await startProduction(t)
  const there = withAccount(context, account)
  const state = async () =>
    (await readLaunchList(there, 'default', examineNow(there))).steps.find(({ id }) => id === 'backup')?.state
  await settings.noteBackup(context.database)
  assert.equal(await state(), 'passed')
  await context.database.query("update installation set backed_up_at = now() - interval '8 days'")
  assert.equal(await state(), 'failed')
})

/** The emulator's account as one of production; the emulator itself is asked over plain http. */
async function startProduction(t: TestContext) {
  const { context, emulator } = await startCore(t)
  const account = context.accounts.get('default')
  if (!account) throw new Error('the configuration has an account')
  return { context, emulator, account: { ...account, amazonEnv: 'production' as const } }
}
