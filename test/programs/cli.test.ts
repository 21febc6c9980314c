/** The command line as operators and scripts meet it: help, mistakes, and every command that only reads or runs. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Command, helpFor } from '../../src/cli/command.ts'
import { allCommands } from '../../src/cli/commands.ts'
import { createCli, startCli } from '../helpers/cli.ts'
import { createCliProgram } from '../helpers/cli-program.ts'
import { consented, freshLinkId, sendAlone } from '../helpers/consented.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir, eventually, processesOf, run } from '../helpers/program.ts'
import { createRecipient } from '../helpers/recipient.ts'
import { startService, stop } from '../helpers/service-program.ts'

const commands = [
  ...[
    'campaign create',
    'campaign list',
    'campaign show',
    'campaign pause',
    'campaign resume',
    'campaign end',
    'campaign hold',
    'campaign release',
  ],
  ...['link issue', 'link list', 'link revoke', 'link replace', 'link retry'],
  ...[
    'deposit list',
    'deposit show',
    'deposit retry',
    'deposit resolve',
    'deposit rebuild',
    'account list',
    'account funds',
    'account hold',
    'account release',
    'queue',
    'reconcile',
    'export',
    'verify',
    'emulator',
    'testplan',
  ],
]

const known = await allCommands()

function named(path: string): Command {
  const command = known.find(each => each.path === path)
  assert.ok(command, path)
  return command
}

test('every command explains itself, without a database, and the overview names them all', async () => {
  const cli = createCli({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' })
  const overview = await cli.output('--help')
  assert.equal(await cli.output(), overview)
  for (const path of commands) assert.match(overview, new RegExp(`^  ${path} `, 'm'))
  for (const command of known) {
    assert.match(overview, new RegExp(`^  ${command.path} `, 'm'))
    assert.match(helpFor(command), new RegExp(`Usage: npm run -s cli -- ${command.path}`))
  }
  assert.equal(await cli.output('campaign', 'create', '--help'), `${helpFor(named('campaign create'))}\n`)
})

const mistakes: readonly { call: string; said: RegExp }[] = [
  { call: 'frobnicate', said: /there is no command "frobnicate"/ },
  { call: 'link', said: /there is no command "link"[\s\S]*link issue/ },
  { call: 'campaign list --colour red', said: /campaign list: Unknown option '--colour'/ },
  { call: 'campaign list --json=yes', said: /campaign list: Option '--json' does not take an argument/ },
  { call: 'campaign show', said: /campaign show: needs exactly one ID/ },
  { call: 'campaign list x', said: /campaign list: takes no argument "x"/ },
  { call: 'campaign create --sender A', said: /needs --support, --amount, --budget, --closes/ },
  { call: 'campaign list', said: /^DATABASE_URL: no database can be used there/ },
]

test('a mistake in the call ends with exit code 1 and words on standard error alone', async () => {
  const cli = createCli({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' })
  const texts = await Promise.all(mistakes.map(({ call }) => cli.failure(...call.split(' '))))
  for (const [index, { said }] of mistakes.entries()) assert.match(texts[index] ?? '', said)
})

test('npm run -s cli passes arguments, output and exit code through, without a line of its own', async t => {
  const { variables } = await startCli(t)
  const npm = (...args: string[]) => run(t, ['npm', 'run', '-s', 'cli', '--', ...args], variables)
  const good = npm('campaign', 'list', '--json')
  const bad = npm('campaign', 'show', 'nobody')
  assert.deepEqual([await good.exit, good.stdout()], [0, '[]\n'])
  assert.deepEqual([await bad.exit, bad.stdout()], [1, ''])
  assert.match(bad.stderr(), /campaign: there is none with id "nobody"/)
})

test('output that cannot be written is a failure, a reader that has enough is none', async t => {
  const { variables } = await startCli(t)
  const shell = (line: string) => run(t, ['bash', '-c', `set -o pipefail; ${line}`], variables)
  const full = shell('node src/cli.ts account list > /dev/full')
  assert.equal(await full.exit, 1)
  assert.match(full.stderr(), /the output cannot be written/)
  assert.equal(await shell('node src/cli.ts account list | true').exit, 0)
})

test('a reader that goes away is a failure for what is worth nothing by halves', async t => {
  const { service, variables } = await startCli(t)
  await service.campaign()
  for (const command of ['export', 'backup --out -', 'backup --out=-']) {
    const cut = run(t, ['bash', '-c', `set -o pipefail; node src/cli.ts ${command} | true`], variables)
    assert.equal(await cut.exit, 1, command)
    assert.match(cut.stderr(), /^the output is not whole: .*\n$/)
  }
})

test('deposits are listed and shown by id, beginning, reference and URL, in JSON and for people', async t => {
  const { cli, service } = await startCli(t)
  const id = await consented(service)
  const [deposit, ...others] = await cli.json<{ claimLinkId: string; campaignId: string; amount: string }[]>(
    'deposit',
    'list',
  )
  assert.deepEqual(others, [])
  assert.partialDeepStrictEqual(deposit, {
    claimLinkId: id,
    amount: '25.00',
    currency: 'USD',
    state: 'pending',
  })
  const filtered = await cli.json<object[]>(
    'deposit',
    'list',
    '--state',
    'deposited',
    '--campaign',
    deposit?.campaignId ?? '',
  )
  assert.deepEqual(filtered, [])
  assert.match(await cli.output('deposit', 'list'), new RegExp(`^${id} .* 25\\.00 USD +pending`, 'm'))
  assert.match(await cli.failure('deposit', 'list', '--state', 'lost'), /^state: must be one of pending,/)
  assert.match(await cli.failure('deposit', 'list', '--campaign', 'nobody'), /^campaign: there is none/)
  for (const named of [
    id,
    id.slice(0, 10),
    id.slice(0, 8).toLowerCase(),
    `${id.slice(0, 4)}-${id.slice(4, 8)}`,
  ]) {
    assert.partialDeepStrictEqual(await cli.json('deposit', 'show', named), { claimLinkId: id, attempts: [] })
  }
  assert.match(
    await cli.output('deposit', 'show', id),
    /^state +pending$[\s\S]*^ATTEMPT .*[\s\S]*^1 .* consent/m,
  )
  assert.match(await cli.output('deposit', 'show', id), /^Where the 25\.00 USD are: not at Amazon/)
  const { story } = await cli.json<{ story: string[] }>('deposit', 'show', id)
  assert.match(story[0] ?? '', /^Where the 25\.00 USD are: not at Amazon/)
  assert.match(await cli.failure('deposit', 'show', id, '--for-amazon'), /nothing was sent to Amazon yet/)
  const doubted = await consented(service)
  await service.database.query('update deposit set in_doubt = true where claim_link_id = $1', [doubted])
  assert.match(await cli.output('deposit', 'show', doubted, '--for-amazon'), /Did you apply this request id/)
  await sendAlone(service, id)
  assert.match(await cli.output('deposit', 'show', id, '--for-amazon'), /^To: incentives-api@.*\nSubject: /)
  assert.match(await cli.failure('deposit', 'show', await freshLinkId(service)), /nobody has claimed it/)
})

test('accounts are listed with their hold, and a hold is ended once', async t => {
  const { cli, service } = await startCli(t)
  await service.database.query("update partner_account set hold_reason = 'echo', held_since = now()")
  assert.partialDeepStrictEqual(await cli.json('account', 'list'), [{ name: 'default', holdReason: 'echo' }])
  assert.match(
    await cli.output('account', 'list'),
    /^default +US +USD +http\S+\/sign-in\/default\/callback +echo/m,
  )
  assert.match(
    await cli.output('account', 'list'),
    /^default is on hold \(echo\): Amazon reported .*\n {2}To do: Find out at Amazon/m,
  )
  const release = ['account', 'release', 'default', '--by', 'Ann']
  assert.equal(await cli.output(...release), 'default released\n')
  assert.match(await cli.failure(...release), /is not on hold/)
  assert.match(await cli.failure('account', 'release', 'nobody', '--by', 'Ann'), /nobody/)
})

test('the export has every link, deposit and attempt, and its totals are the emulator’s', async t => {
  const dir = dataDir(t)
  const { url: DATABASE_URL } = await database(t)
  const service = await startService(t, dir, { DATABASE_URL })
  const cli = createCli({ DATABASE_URL, DATA_DIR: dir })
  const recipient = createRecipient()
  t.after(() => recipient.close())
  await recipient.press(await recipient.signIn(service.claimUrl))
  const [campaign] = await cli.json<{ id: string; granted: string }[]>('campaign', 'list')
  assert.equal(campaign?.granted, '25.00')
  await cli.output('link', 'issue', '--campaign', campaign.id, '--count', '2')
  await cli.output('link', 'issue', '--campaign', campaign.id, '--rehearsal')

  const lines = (await cli.output('export')).trimEnd().split('\n')
  const rows = lines.map(line => JSON.parse(line) as Record<string, unknown>)
  const of = (type: string) => rows.filter(row => row.type === type)
  assert.deepEqual(
    ['claim-link', 'deposit', 'attempt'].map(type => of(type).length),
    [4, 1, 1],
  )
  assert.deepEqual(
    of('claim-link')
      .map(({ state }) => state)
      .sort(),
    ['claimed', 'unclaimed', 'unclaimed', 'unclaimed'],
  )
  const [deposit] = of('deposit')
  assert.partialDeepStrictEqual(deposit, {
    amount: '25.00',
    currency: 'USD',
    state: 'deposited',
    inDoubt: false,
  })
  assert.partialDeepStrictEqual(of('attempt'), [
    { number: 1, outcome: 'deposited', claimLinkId: deposit?.claimLinkId },
  ])
  const ledger = JSON.parse(await (await fetch(`${service.emulatorUrl}/_emulator/ledger`)).text())
  assert.partialDeepStrictEqual(ledger, {
    requestId: deposit?.requestId,
    accountId: deposit?.accountId,
    amount: 25,
  })
  await stop(service, 'SIGTERM')
})

test('the command line works on its own data directory without a service, and leaves nothing running', async t => {
  const dir = dataDir(t)
  const cli = createCliProgram(t, { DATA_DIR: dir })
  assert.deepEqual(await cli.json('campaign', 'list'), [])
  assert.deepEqual(processesOf(dir), [])
})

test('the emulator command runs the emulator alone until it is stopped', async t => {
  const dir = dataDir(t)
  const emulator = run(t, [process.execPath, 'src/cli.ts', 'emulator'], { DATA_DIR: dir, EMULATOR_PORT: '0' })
  await eventually(() => emulator.stdout().includes('\n'), emulator.stderr)
  const url = /^Emulator of Amazon: (http:\S+)\n$/.exec(emulator.stdout())?.[1] ?? ''
  assert.equal((await fetch(`${url}/_emulator/ledger`)).status, 200)
  assert.equal((await stop(emulator, 'SIGTERM')).exit, 0)
  assert.deepEqual(processesOf(dir), [])
})

async function database(t: TestContext): Promise<{ url: string }> {
  const created = await createTestDatabase()
  t.after(created.drop)
  return created
}
