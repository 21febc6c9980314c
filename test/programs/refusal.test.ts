/** Starts that must not happen: each ends with exit code 1, the reason in words, no secret and no process left. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { startCore } from '../helpers/consented.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir, processesOf, type Variables } from '../helpers/program.ts'
import { spawnService, startService, stop } from '../helpers/service-program.ts'

test('the emulator on a public address is refused', async t => {
  assert.match(
    await refusal(t, { PUBLIC_URL: 'https://rewards.example.com' }),
    /PUBLIC_URL: is public while AMAZON_ENV is emulator.*EMULATOR_ON_PUBLIC_URL/,
  )
})

test('production lists everything that is missing at once, and shows no secret', async t => {
  const text = await refusal(t, {
    AMAZON_ENV: 'production',
    PUBLIC_URL: 'http://rewards.example.com',
    INCENTIVES_SECRET_ACCESS_KEY: 'a-key-that-nobody-may-read',
    LWA_CLIENT_SECRET: 'a-client-secret-that-nobody-may-read',
    SESSION_SECRET: 'short-and-secret',
  })
  const missing = ['MARKETPLACE', 'PARTNER_ID', 'INCENTIVES_ACCESS_KEY_ID', 'LWA_CLIENT_ID', 'EVIDENCE_KEY']
  const contract = ['AMOUNT_UNIT', 'ACCOUNT_TYPE', 'LOAD_ECHO']
  for (const variable of [...missing, ...contract])
    assert.match(text, new RegExp(`^ *${variable}: is not set`, 'm'))
  assert.match(text, /^ *PUBLIC_URL: is not https/m)
  assert.match(text, /^ *SESSION_SECRET: must be at least 32 characters/m)
  for (const secret of ['nobody-may-read', 'short-and-secret']) assert.ok(!text.includes(secret))
})

test('a database of another environment is refused', async t => {
  const { database, databaseUrl: DATABASE_URL } = await startCore(t)
  await database.query("update installation set amazon_env = 'production'")
  assert.match(await refusal(t, { DATABASE_URL }), /AMAZON_ENV: this database belongs to "production"/)
})

test('another partner id or region is refused once there are claim links, and the old ones go on', async t => {
  const service = await startCore(t)
  await service.links(await service.campaign())
  const same = { DATABASE_URL: service.databaseUrl, EVIDENCE_KEY: 'the one key that this database has seen' }
  const changes: Variables[] = [
    { PARTNER_ID: 'Emul2' },
    { INCENTIVES_REGION: 'eu-west-1' },
    { MARKETPLACE: 'DE' },
  ]
  const texts = await Promise.all(changes.map(change => refusal(t, { ...same, ...change })))
  for (const text of texts)
    assert.match(text, /partner account "default": its environment, .* are fixed because it has claim links/)
  await stop(await startService(t, dataDir(t), same), 'SIGTERM')
  const other = { ...same, EVIDENCE_KEY: 'another key, under which everybody is a stranger' }
  assert.match(await refusal(t, other), /EVIDENCE_KEY: this database was first used with another key/)
})

test('a database that serves newer code only is refused', async t => {
  const { database, databaseUrl: DATABASE_URL } = await startCore(t)
  await database.query(
    "insert into migration (number, name, oldest_code) values (9999, '9999-later.sql', 9999)",
  )
  assert.match(await refusal(t, { DATABASE_URL }), /serves code from migration 9999 on.*newer release/)
})

test('a DATABASE_URL that leads nowhere is named within 10 s, without its password', async t => {
  const silent = await listening(t)
  const wrongPassword = new URL((await startCore(t)).databaseUrl)
  wrongPassword.password = 'nobody-may-read'
  const nowhere = ['127.0.0.1:1', 'nonexistent.invalid', `127.0.0.1:${silent}`]
  const urls = [...nowhere.map(host => `postgres://me:nobody-may-read@${host}/rewards`), wrongPassword.href]
  const started = performance.now()
  const texts = await Promise.all(urls.map(DATABASE_URL => refusal(t, { DATABASE_URL })))
  assert.ok(performance.now() - started < 10_000)
  for (const text of texts) {
    assert.match(text, /^DATABASE_URL: no database can be used there: .+\n$/)
    assert.ok(!text.includes('nobody-may-read'))
  }
})

test('a foreign database that the service cannot live in is named with its fix', async t => {
  const admin = new pg.Client(process.env.TEST_DATABASE_URL)
  await admin.connect()
  const name = `poor_${randomUUID().slice(0, 8)}`
  const at = new URL(process.env.TEST_DATABASE_URL ?? '')
  at.pathname = `/${name}`
  const poor = new URL(at)
  poor.username = name
  poor.password = 'poor'
  await admin.query(`create role ${name} login password 'poor'`)
  t.after(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.query(`drop role ${name}`)
    await admin.end()
  })
  await admin.query(`create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`)
  const said = async (url: URL) => await refusal(t, { DATABASE_URL: url.href })
  assert.match(await said(at), /^DATABASE_URL: the database is SQL_ASCII .*encoding 'UTF8'/)
  await admin.query(`drop database ${name} with (force)`)
  await admin.query(`create database ${name}`)
  assert.match(await said(poor), /^DATABASE_URL: its user may not make tables there; .*owner to/)
  await admin.query(`alter database ${name} set default_transaction_read_only = on`)
  assert.match(await said(at), /^DATABASE_URL: it is read-only, as a replica is; name the primary/)
})

test('a state file that cannot be written and an option that there is not are named at the start', async t => {
  const { url: DATABASE_URL, drop } = await createTestDatabase()
  t.after(drop)
  const unwritable = await refusal(t, { DATABASE_URL, STATE_FILE: '/proc/nope/deeper/state.json' })
  assert.match(
    unwritable,
    /^STATE_FILE: \/proc\/nope\/deeper\/state\.json cannot be written \(ENOENT\); name a file/,
  )
  assert.match(
    await refusal(t, { DATABASE_URL }, '--afterrestore'),
    /^Unknown option '--afterrestore'; the service knows --after-restore alone\n$/,
  )
  assert.match(
    await refusal(t, { DATABASE_URL }, 'restore'),
    /^Unexpected argument 'restore'; the service knows --after-restore alone\n$/,
  )
})

test('a port that another program has is named in one line, for the service and for the emulator', async t => {
  const port = `${await listening(t)}`
  const [service, emulator] = await Promise.all([
    refusal(t, { PORT: port }),
    refusal(t, { EMULATOR_PORT: port }),
  ])
  assert.match(service, /^HOST, PORT: cannot listen on 127\.0\.0\.1, port \d+: another program has it\n$/)
  assert.match(emulator, new RegExp(`^EMULATOR_PORT: .*address already in use 127\\.0\\.0\\.1:${port}\n$`))
})

/** What a start says on standard error, after which nothing is left of it. */
async function refusal(t: TestContext, variables: Variables, ...flags: readonly string[]): Promise<string> {
  const dir = dataDir(t)
  const service = spawnService(t, dir, variables, 'node', ...flags)
  const exit = await service.exit
  assert.deepEqual({ exit, stdout: service.stdout() }, { exit: 1, stdout: '' })
  assert.deepEqual(processesOf(dir), [])
  assert.doesNotMatch(service.stderr(), /\n {4}at /, 'a reason is no stack trace')
  return service.stderr()
}

/** The port of a listener that takes connections and never says a word. */
async function listening(t: TestContext): Promise<number> {
  const server = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}
