/** `reconcile` as operators and scripts meet it: table, JSON, CSV, exit codes, and closing after the list. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { consent } from '../../src/services/consent.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { createCli, startCli } from '../helpers/cli.ts'
import { createCliProgram } from '../helpers/cli-program.ts'
import { consented, depositOf, freshLinkId, jane, sendAlone, signedIn } from '../helpers/consented.ts'
import { dataDir } from '../helpers/program.ts'
import type { TestService } from '../helpers/service.ts'
import { startService } from '../helpers/service-program.ts'

/** One deposited and one pending deposit, one unclaimed link; the ledger knows the first. */
async function started(t: TestContext) {
  const { service, variables } = await startCli(t)
  // Accounts are compared by their keyed hash, so both must have one key.
  const cli = createCli({ ...variables, EVIDENCE_KEY: service.context.evidenceKey })
  const deposited = await consented(service)
  await sendAlone(service, deposited)
  const pending = await consented(service)
  const unclaimed = await freshLinkId(service)
  const ledger = `${service.emulator.url}/_emulator/ledger`
  const dir = variables.DATA_DIR ?? ''
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text)
    return join(dir, name)
  }
  return { service, cli, deposited, pending, unclaimed, ledger, dir, file }
}

const decided = ['--by', 'Olga Operator', '--reason', 'reconciled']
const map = ['--map', 'requestId=Id,amount=Amount,currency=Currency,account=Account']
const csvOf = (ids: readonly string[]) =>
  ['Id,Amount,Currency,Account', ...ids.map(id => `Emul1${id},25.00,USD,${jane}`)].join('\n')

test('equal ledgers end with exit code 0 and the sums of both sides', async t => {
  const { cli, ledger, file } = await started(t)
  const text = await cli.output('reconcile', '--ledger', ledger)
  assert.match(text, /^Partner account default \(Emul1\) against the ledger of the emulator$/m)
  assert.match(text, /^here +deposited +1 +25\.00 USD$/m)
  assert.match(text, /^here +pending +1 +25\.00 USD$/m)
  assert.match(text, /^Amazon +applied +1 +25\.00 USD$/m)
  assert.match(text, /proves this service, and says nothing of Amazon/)
  assert.match(text, /^No difference\.$/m)
  assert.doesNotMatch(text, /account release/)
  const kept = file('ledger.ndjson', await (await fetch(ledger)).text())
  assert.match(await cli.output('reconcile', '--ledger', kept), /^No difference\.$/m)
})

test('differences end with exit code 1, as a table, as JSON and as a CSV, and closing needs a name', async t => {
  const { cli, deposited, pending, unclaimed, dir, file, service } = await started(t)
  const lost = 'Z'.repeat(26)
  const csv = file('amazon.csv', csvOf([pending, unclaimed, lost]))
  const out = join(dir, 'out.csv')
  const call = ['reconcile', '--csv', csv, ...map]
  const table = await cli(...call, '--csv-out', out)
  assert.equal(table.exit, 1, table.stderr)
  const row = (id: string, ...cells: readonly string[]) =>
    new RegExp(`^${id.slice(0, 4)}-${id.slice(4, 8)} +${cells.join(' +')}`, 'm')
  assert.match(table.stdout, row(deposited, 'unknown-at-amazon', 'deposited 25.00 USD', 'unknown'))
  assert.match(table.stdout, row(pending, 'not-deposited-here', 'pending 25.00 USD', 'applied 25.00 USD'))
  assert.match(table.stdout, row(unclaimed, 'unclaimed-here', 'unclaimed 25.00 USD', 'applied 25.00 USD'))
  assert.match(table.stdout, new RegExp(`^Emul1${lost} +no-link-here +no such claim link`, 'm'))
  assert.match(table.stdout, /A CSV proves what its rows say/)

  const json = await cli(...call, '--json')
  assert.equal(json.exit, 1)
  const { summary, differences } = JSON.parse(json.stdout)
  assert.equal(summary.covers.records, 3)
  const kinds = differences.map(({ kind }: { kind: string }) => kind)
  assert.deepEqual(kinds.toSorted(), [
    'no-link-here',
    'not-deposited-here',
    'unclaimed-here',
    'unknown-at-amazon',
  ])
  const written: { kind: string; requestId: string }[] = parse(readFileSync(out), { columns: true })
  assert.deepEqual(
    written.map(({ kind }) => kind),
    kinds,
  )
  assert.deepEqual(
    readdirSync(dir).filter(name => name.endsWith('.part')),
    [],
  )

  assert.match(await cli.failure(...call, '--close'), /^by: must be the name/)
  assert.equal((await depositOf(service, pending)).state, 'pending')
})

test('closing lists first, then closes, says what is left, and the second time changes nothing', async t => {
  const { cli, service, deposited, pending, unclaimed, file } = await started(t)
  const csv = file('amazon.csv', csvOf([deposited, pending, unclaimed]))
  const call = ['reconcile', '--csv', csv, ...map, '--close', '--by', 'Olga Operator']
  const { exit, stdout, stderr } = await cli(...call)
  assert.equal(exit, 0, stderr)
  assert.match(
    stdout,
    /unclaimed-here[\s\S]*^Closed: 1 recorded as deposited, 1 claimed and deposited, 0 in review\.$/m,
  )
  assert.match(stdout, /^No difference is left\.$/m)
  const states = [pending, unclaimed].map(async id => (await depositOf(service, id)).state)
  assert.deepEqual(await Promise.all(states), ['deposited', 'deposited'])
  assert.equal(await consent(service.context, await signedIn(service, unclaimed)), false)
  assert.match(await cli.output(...call), /^No difference\.$[\s\S]*^Closed: 0 /m)
  const { differences, closed } = await cli.json<{ differences: unknown[]; closed: unknown }>(...call)
  assert.deepEqual(differences, [])
  assert.deepEqual(closed, { closed: { deposit: 0, claim: 0, review: 0 }, left: [] })
  assert.match(
    await cli.output('deposit', 'show', unclaimed),
    /Olga Operator recorded what Amazon knows of it/,
  )
})

test('in a hold after a restore it says what to do before the account is released', async t => {
  const { cli, service, ledger } = await started(t)
  await holdAfterRestore(service.context)
  const text = await cli.output('reconcile', '--ledger', ledger)
  assert.match(text, /database may be older than what was sent.*--close --by NAME.*"account release"/)
})

/** As if the hold of a restore had begun a minute ago. */
async function heldForAMinute({ context, database }: TestService): Promise<void> {
  await holdAfterRestore(context)
  await database.query("update partner_account set restored_at = restored_at - interval '1 minute'")
}

test('a status word that nobody has named bars a proof, and is named in the report', async t => {
  const { cli, service, deposited, pending, unclaimed, file } = await started(t)
  await heldForAMinute(service)
  const rows = [`${deposited},Success`, `${unclaimed},COMPLETED`, `${'Z'.repeat(26)},`]
  const csv = ['Id,Amount,Currency,Status', ...rows.map(row => `Emul1${row.replace(',', ',25.00,USD,')}`)]
  const told = ['--csv', file('words.csv', csv.join('\n')), '--applied', 'Success']
  const mapped = ['--map', 'requestId=Id,amount=Amount,currency=Currency,status=Status']
  const word = ['--close', '--complete-until', new Date().toISOString(), '--by', 'Olga Operator']
  const call = ['reconcile', ...told, ...mapped, ...word]
  const text = await cli.output(...call)
  assert.match(
    text,
    /This is no proof .*COMPLETED 1, "" 1; name each of them in --applied or in --not-applied/,
  )
  assert.match(text, /not applied: 2 \(COMPLETED 1, "" 1\), of other partner ids: 0$/m)
  assert.match(await cli.failure('account', 'release', 'default', ...decided), /no reconciliation .* since/)
  assert.match(await cli.output(...call, '--not-applied', 'COMPLETED'), /This is no proof .*: "" 1; name/)
  assert.match(await cli.output('account', 'list'), /To do: Run “reconcile --close”/)
  const proven = await cli.output(...call, '--not-applied', 'COMPLETED,""')
  assert.match(proven, /not applied: 2 \(COMPLETED 1, "" 1\)/)
  assert.match(proven, /tell all that may have been forgotten/)
  const held = await cli.output('account', 'list')
  assert.match(held, /To do: Nothing is left to compare, and it can be released; then “account release”\.$/m)
  assert.doesNotMatch(await cli.output('deposit', 'show', pending), /Run “reconcile/)
  assert.match(await cli.output('account', 'release', 'default', ...decided), /^default released$/m)
})

test('in emulator mode the ledger is found without being named', async t => {
  const dir = dataDir(t)
  await startService(t, dir)
  const text = await createCliProgram(t, { DATA_DIR: dir, EMULATOR_PORT: '0' }).output('reconcile')
  assert.match(text, /^The source has 0 records/m)
  assert.match(text, /^No difference\.$/m)
})

const mistakes: readonly (readonly [string, RegExp])[] = [
  ['--ledger x --activity-page', /^reconcile: give one of --ledger and --activity-page/],
  ['--map requestId=Id', /^reconcile: --map, --applied and --not-applied go with --csv/],
  ['--not-applied Refused', /^reconcile: --map, --applied and --not-applied go with --csv/],
  ['--csv x', /^--map: names no column for requestId, amount, currency/],
  ['--csv x --map requestId=Id', /^--map: names no column for amount, currency/],
  ['--since yesterday', /^--since: is not a time/],
  ['--since 2026-02-31', /^--since: is not a time/],
  ['--since 2026-11-02 --until 2026-11-01', /^--until: must be later than --since/],
  ['--close', /^by: must be the name/],
]

test('a mistake in the options is named before the database is opened', async () => {
  const cli = createCli({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' })
  const texts = await Promise.all(mistakes.map(([call]) => cli.failure('reconcile', ...call.split(' '))))
  for (const [index, [call, said]] of mistakes.entries()) assert.match(texts[index] ?? '', said, call)
})

test('a source that cannot be read is named, and nothing is compared', async t => {
  const { cli, file, service } = await started(t)
  const missing = ['--csv', '/nowhere/x.csv', ...map]
  assert.match(
    await cli.failure('reconcile', ...missing),
    /^--csv: the file "\/nowhere\/x.csv" cannot be read/,
  )
  const bad = file('bad.csv', 'Id,Amount,Currency,Account\n=1+1,"1,000.00",USD,\n')
  assert.match(await cli.failure('reconcile', '--csv', bad, ...map), /^line 2: column "Amount": "1,000.00"/m)
  const url = 'http://127.0.0.1:1/_emulator/ledger'
  assert.match(await cli.failure('reconcile', '--ledger', url), /^--ledger: .* cannot be reached/)
  for (const path of ['/', '/_emulator/health'])
    assert.match(
      await cli.failure('reconcile', '--ledger', `${service.emulator.url}${path}`),
      /^--ledger: http.* answers something that is no ledger; give http:\/\/[^/]+\/_emulator\/ledger\n*$/,
    )
  assert.match(
    await cli.failure('reconcile', '--account', 'other'),
    /^partner account "other" is not configured/,
  )
  const undated = ['--csv', file('a.csv', csvOf([])), ...map, '--since', '2026-01-01']
  assert.match(await cli.failure('reconcile', ...undated), /^--map: a period needs at=COLUMN/)
  assert.deepEqual(await service.database.query('select from amazon_record'), [])
})
