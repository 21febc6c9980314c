/** The database is gone: an operator makes a new one of the last export. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { issueLinks } from '../../src/services/claim-link.ts'
import { createCli, type Started, startCli } from '../helpers/cli.ts'
import { createCliProgram } from '../helpers/cli-program.ts'
import { freshLinkId } from '../helpers/consented.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { exported, fileOf, offers } from '../helpers/imported.ts'
import { dataDir, type Variables } from '../helpers/program.ts'

const decision = ['--by', 'Olga Operator', '--reason', 'the disk is lost']

/** The variables of a command line on a database that no program has opened yet. */
async function onNewDatabase(t: TestContext): Promise<Variables> {
  const { url, drop } = await createTestDatabase()
  t.after(drop)
  return { DATABASE_URL: url, DATA_DIR: dataDir(t) }
}

async function issueMany({ service }: Started, count: number): Promise<void> {
  const campaign = await service.campaign()
  const orders = Array.from({ length: count }, (_, at) => ({
    externalId: `person-${at}@example.org`,
    amountMinor: 2_500,
  }))
  await issueLinks(service.context, campaign, orders, 'a test')
}

test('an export is imported into a new database, which says what it holds and what to do next', async t => {
  const { service } = await startCli(t)
  await freshLinkId(service)
  const lines = await exported(service)
  const file = fileOf(t, lines)
  const cli = createCli(await onNewDatabase(t))
  assert.match(await cli.failure('import', file, '--by', 'Olga'), /^import: needs --reason\n/)
  assert.match(await cli.failure('import', `${file}.gone`, ...decision), /^the export ".*" cannot be read$/m)
  const { exit, stdout, stderr } = await cli('import', file, ...decision)
  assert.equal(exit, 0, stderr)
  assert.equal(stdout, '1 campaigns, 1 claim links, 0 of them deposited\n')
  assert.match(stderr, /^Every partner account is on hold: .*"reconcile --close" .*"account release NAME/m)
  assert.deepEqual(offers((await cli.output('export')).split('\n')), offers(lines))
  assert.match(await cli.output('account', 'list'), /default is on hold \(restore\)/)
  assert.match(await cli.output('audit'), /Olga Operator.*import/)
  assert.match(await cli.failure('import', file, ...decision), /^import: this database has campaigns already/)
})

/** What Node and the libraries take, and one batch of links at a time. */
const heapMb = 30
const longestMs = 24_000

test('twenty thousand links are imported in a bounded heap, and it says how far it is', async t => {
  const first = await startCli(t)
  await issueMany(first, 20_000)
  const file = fileOf(t, await exported(first.service))
  const cli = createCliProgram(t, {
    ...(await onNewDatabase(t)),
    NODE_OPTIONS: `--max-old-space-size=${heapMb}`,
  })
  const started = performance.now()
  const { exit, stdout, stderr } = await cli('import', file, ...decision)
  const tookMs = performance.now() - started
  assert.equal(exit, 0, stderr)
  assert.equal(stdout, '1 campaigns, 20000 claim links, 0 of them deposited\n')
  assert.match(stderr, /^20000 claim links$/m)
  assert.ok(tookMs < longestMs, `it took ${Math.round(tookMs)} ms`)
  t.diagnostic(`${Math.round(tookMs)} ms for ${readFileSync(file).length} bytes`)
})
