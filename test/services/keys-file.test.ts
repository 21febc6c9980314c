/** Keys from a file that changes, ages and the words about them in the log, as one process and the database see them. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { compose } from '../../src/compose.ts'
import { parseConfig } from '../../src/config/config.ts'
import { keyAges, listKeys } from '../../src/services/key-list.ts'
import { createKeyReport } from '../../src/services/key-report.ts'
import { warnOfKeys } from '../../src/services/key-warning.ts'
import { availableFunds } from '../../src/services/partner-account.ts'
import { startCore } from '../helpers/consented.ts'
import { switchKey } from '../helpers/keys.ts'
import { recordingLog } from '../helpers/service.ts'

const first = { accessKeyId: 'AKIDEMULATORACTIVE01', secretAccessKey: 'emulator-secret-access-key' }
const second = { accessKeyId: 'AKIDEMULATORSPARE02', secretAccessKey: 'emulator-spare-secret-key' }

/** A folder as Kubernetes mounts a secret: the file is a link into a folder whose name is swapped. */
function mountedSecret(t: TestContext, content: object) {
  const dir = mkdtempSync(join(tmpdir(), 'keys-file-'))
  t.after(() => rmSync(dir, { recursive: true }))
  let version = 0
  const put = (text: string) => {
    const folder = join(dir, `v${++version}`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'keys.json'), text)
    symlinkSync(folder, join(dir, 'data.new'))
    renameSync(join(dir, 'data.new'), join(dir, 'data'))
  }
  put(JSON.stringify(content))
  symlinkSync(join('data', 'keys.json'), join(dir, 'keys.json'))
  return { path: join(dir, 'keys.json'), put }
}

async function startProcess(t: TestContext, content: object) {
  const { database, databaseUrl, emulator, context: own } = await startCore(t)
  const file = mountedSecret(t, content)
  const env = { AMAZON_ENV: 'emulator', INCENTIVES_KEYS_FILE: file.path }
  const config = parseConfig(env, path => readFileSync(path, 'utf8'), emulator.url)
  const { log, lines } = recordingLog()
  const { publicUrl, evidenceKey } = own
  const { context, close } = compose({ config, database, publicUrl, evidenceKey, log })
  t.after(close)
  const report = createKeyReport(context)
  await report.run()
  return { database, databaseUrl, emulator, context, report, file, lines }
}

test('a changed file counts without a restart, a bad one changes nothing and is told once and on the page', async t => {
  const { context, report, file, lines, emulator } = await startProcess(t, { active: first })
  const keysNow = () => Object.values(context.keys.pairsOf('default')).map(key => key?.accessKeyId.slice(-4))
  file.put(JSON.stringify({ active: first, next: second }))
  await report.run()
  assert.deepEqual(keysNow(), ['VE01', 'RE02'])
  const bad = [
    '{"active":{"accessKeyId":"AKIDEMUL',
    '{}',
    JSON.stringify({ active: { accessKeyId: 'AKIAREALREALREAL0001', secretAccessKey: 'a-real-secret-key' } }),
  ]
  for (const text of bad) {
    file.put(text)
    await report.run()
    await report.run()
    assert.deepEqual(keysNow(), ['VE01', 'RE02'], text)
    const [{ problem } = { problem: null }] = (await listKeys(context)).flatMap(({ processes }) => processes)
    assert.match(problem ?? '', /INCENTIVES_(KEYS_FILE|SECRET_ACCESS_KEY): /)
    assert.doesNotMatch(problem ?? '', /AKID|a-real-secret/)
  }
  assert.equal(lines.filter(({ level }) => level === 'error').length, 3, 'each problem is told once')
  file.put(JSON.stringify({ active: second }))
  await report.run()
  assert.deepEqual(keysNow(), ['RE02', undefined])
  await switchKey({ emulator }, first.accessKeyId, false)
  assert.equal((await availableFunds(context, 'default')).currency, 'USD')
})

test('a question to Amazon falls back too, and the others learn that a key is refused', async t => {
  const { context, report, emulator, database } = await startProcess(t, { active: first, next: second })
  await switchKey({ emulator }, first.accessKeyId, false)
  assert.equal((await availableFunds(context, 'default')).currency, 'USD')
  await report.run()
  const [shown] = await listKeys(context)
  assert.deepEqual(
    shown?.keys.map(({ lastFour, refusedAt, provenAt, signedBy }) => [
      lastFour,
      !!refusedAt,
      !!provenAt,
      signedBy,
    ]),
    [
      ['VE01', true, false, 0],
      ['RE02', false, true, 1],
    ],
  )
  const kept = JSON.stringify(await database.query('select * from access_key, service_process'))
  assert.doesNotMatch(kept, /AKIDEMUL|secret-access|spare-secret/)
  await report.leave()
  assert.equal((await listKeys(context))[0]?.processes.length, 0)
})

test('a key is warned of from 150 days on and is an error from 180 on, and two of them after a week, once a day', async t => {
  const { context, database, lines } = await startProcess(t, { active: first, next: second })
  const age = (lastFour: string, days: number) =>
    database.query(
      'update access_key set first_seen_at = now() - make_interval(days => $2), warned_at = null where last_four = $1',
      [lastFour, days],
    )
  const told = async () => {
    lines.length = 0
    await Promise.all([warnOfKeys(context), warnOfKeys(context)])
    return lines.map(({ level, message }) => `${level}: ${message}`)
  }
  assert.deepEqual(await told(), [])
  await age('RE02', 7)
  await age('VE01', 149)
  assert.deepEqual(await told(), [])
  await age('VE01', 150)
  assert.deepEqual(await told(), ['warn: an access key has to be replaced soon'])
  assert.deepEqual(await told(), [], 'once a day')
  await age('RE02', 8)
  await age('VE01', 180)
  assert.deepEqual(await told(), [
    'error: an access key is older than 180 days',
    'warn: two access keys are active for longer than a rotation takes',
  ])
  assert.deepEqual(
    keyAges(context).map(({ lastFour, days, level, signs }) => [lastFour, days, level, signs]),
    [
      ['VE01', 180, 'error', true],
      ['RE02', 8, 'good', false],
    ],
  )
})
