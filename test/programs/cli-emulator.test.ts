/** `emulator faults|world|funds` on the command line, and the emulator's own settings on their way through `npm start`. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createCli } from '../helpers/cli.ts'
import type { Cli } from '../helpers/cli-call.ts'
import { dataDir, eventually, processesOf, run, type Variables } from '../helpers/program.ts'
import { spawnService, startService, stop } from '../helpers/service-program.ts'

type Fault = { readonly id: string; readonly fault: string }
type Faults = { readonly active: readonly Fault[] }

/** The command line beside an emulator that runs alone on the same data directory. */
async function startEmulator(t: TestContext): Promise<{ cli: Cli; url: string }> {
  const variables = { DATA_DIR: dataDir(t), EMULATOR_PORT: '0' }
  const emulator = run(t, [process.execPath, 'src/cli.ts', 'emulator'], variables)
  await eventually(() => emulator.stdout().includes('\n'), emulator.stderr)
  const url = /http:\S+/.exec(emulator.stdout())?.[0] ?? ''
  return { cli: createCli(variables), url }
}

test('faults are listed, added, replaced and removed', async t => {
  const { cli } = await startEmulator(t)
  assert.match(
    await cli.output('emulator', 'faults'),
    /^No fault is active\.\n\nAVAILABLE .*\ndelay +Performs/,
  )
  const add = [
    '--add',
    'delay',
    '--count',
    '2',
    '--probability',
    '0.5',
    '--seconds',
    '8',
    '--request-id',
    'Emul1A',
  ]
  const added = await cli.output('emulator', 'faults', ...add)
  assert.match(added, /^ID +FAULT .*\n1 +delay +LoadAmazonBalance +2 +0\.5 +8 +Emul1A\n$/)
  await cli.output('emulator', 'faults', '--add', 'cut', '--operation', 'token')
  const removed = await cli.json<Faults>('emulator', 'faults', '--remove', '1')
  assert.deepEqual(removed.active, [{ id: '2', fault: 'cut', seconds: 10, operation: 'token' }])
  const set = await cli.json<Faults>('emulator', 'faults', '--set', '[{"fault":"f500"},{"fault":"cut"}]')
  assert.deepEqual(
    set.active.map(({ fault }) => fault),
    ['f500', 'cut'],
  )
  assert.equal(await cli.output('emulator', 'faults', '--clear'), 'No fault is active.\n')
})

test('a world is shown, picked by name, changed by member and put back', async t => {
  const { cli } = await startEmulator(t)
  assert.match(
    await cli.output('emulator', 'world'),
    /^World: replaying\n\nMEMBER .*\nsameIdOtherAccount +"replay"/,
  )
  assert.match(
    await cli.output('emulator', 'world', 'strict'),
    /^World: strict\n[\s\S]*\nsameIdOtherAccount +"refuse"/,
  )
  const changed = await cli.json<{ world: object }>('emulator', 'world', '--set', '{"echo":"none"}')
  assert.partialDeepStrictEqual(changed.world, { sameIdOtherAccount: 'refuse', echo: 'none' })
  assert.match(await cli.output('emulator', 'world', '--reset'), /^World: replaying\n/)
})

test('funds are set', async t => {
  const { cli } = await startEmulator(t)
  assert.equal(await cli.output('emulator', 'funds', '40.00', '--currency', 'EUR'), '40.00 EUR\n')
  assert.match(await cli.failure('emulator', 'funds', 'much', '--currency', 'EUR'), /amount/)
})

test('mistakes are named, and so is that no emulator runs', async t => {
  const { cli } = await startEmulator(t)
  const fail = (...args: string[]) => cli.failure('emulator', ...args)
  assert.match(await fail('faults', '--add', 'nonsense'), /no such fault/)
  assert.match(await fail('faults', '--count', '3'), /^--count: describes a fault; name it with --add/)
  assert.match(await fail('faults', '--add', 'cut', '--count', 'x'), /whole number.*\n.*at count/)
  assert.match(await fail('faults', '--remove', '7'), /no active fault has the id 7/)
  assert.match(await fail('faults', '--set', '{fault'), /^--set: is not JSON/)
  assert.match(await fail('world', 'flat'), /no such world/)
  assert.match(await fail('world', 'one', 'two'), /needs at most one \[NAME\]/)
  const alone = createCli({ DATA_DIR: dataDir(t), EMULATOR_PORT: '0' })
  assert.match(await alone.failure('emulator', 'faults'), /^no emulator runs on .*; start it with npm start/)
})

test('record, funds and seed reach the emulator that the service starts', async t => {
  const dir = dataDir(t)
  const record = join(dir, 'amazon-record.json')
  writeFileSync(record, '{"version":1,"world":{"echo":"none"}}')
  const variables = {
    EMULATOR_RECORD: record,
    EMULATOR_FUNDS: 'sandbox',
    EMULATOR_SEED: 'monday',
    LOAD_ECHO: 'optional',
  }
  const service = await startService(t, dir, variables)
  const { emulatorUrl } = service
  const seeded = await firstRequestId(emulatorUrl)
  const { world } = (await (await fetch(`${emulatorUrl}/_emulator/world`)).json()) as { world: object }
  assert.partialDeepStrictEqual(world, { echo: 'none' })
  const cli = createCli({ DATA_DIR: dir, EMULATOR_PORT: new URL(emulatorUrl).port })
  assert.match(await cli.output('account', 'funds', 'default'), /^0(\.0+)? USD\n/)
  assert.equal((await stop(service, 'SIGTERM')).exit, 0)
  const again = await startService(t, dir, variables)
  assert.equal(await firstRequestId(again.emulatorUrl), seeded)
  assert.equal((await stop(again, 'SIGTERM')).exit, 0)
})

async function firstRequestId(emulatorUrl: string): Promise<string | null> {
  return (await fetch(`${emulatorUrl}/user/profile`)).headers.get('x-amzn-requestid')
}

test('a bad record stops the service with one line that names it', async t => {
  const dir = dataDir(t)
  const variables: Variables = { EMULATOR_RECORD: '/nowhere/amazon-record.json' }
  const service = spawnService(t, dir, variables)
  assert.equal(await service.exit, 1)
  assert.match(
    service.stderr(),
    /^EMULATOR_PORT: .*EMULATOR_RECORD: \/nowhere\/amazon-record\.json: ENOENT.*unset EMULATOR_RECORD\n$/,
  )
  assert.deepEqual(processesOf(dir), [])
})
