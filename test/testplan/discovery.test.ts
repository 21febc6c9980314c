/** Discovery against emulators in known worlds: what it learns, and that an emulator which replays it teaches the same. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { learn, settingsToChange } from '../../src/testplan/discovery/discovery.ts'
import type { AmazonRecord, World } from '../../src/testplan/discovery/record.ts'
import type { Stage } from '../../src/testplan/stage.ts'
import { jane } from '../amazon/account.ts'
import { startSandboxStage as sandbox } from './stage.ts'

const running = new AbortController().signal

const assumed: World = {
  realAccountLoads: true,
  accountTypes: 'any',
  echo: 'full',
  repeatAfterSuccess: 'replay',
  replayBody: 'same',
  sameIdOtherAmount: 'replay',
  sameIdOtherAccount: 'replay',
  idSeparators: 'accepted',
  mockCodeIn: 'both',
}

/** Of the emulator's worlds those that can be seen from outside. */
const worlds: ReadonlyArray<{
  readonly set: object
  readonly learned: World
  readonly change?: readonly string[]
}> = [
  { set: {}, learned: {} },
  {
    set: { sameIdOtherAccount: 'refuse', sameIdOtherAmount: 'refuse' },
    learned: { sameIdOtherAccount: 'refuse', sameIdOtherAmount: 'refuse' },
  },
  { set: { sameIdOtherAccount: 'accept' }, learned: { sameIdOtherAccount: 'accept' } },
  {
    set: { replayBody: 'status-only', idSeparators: 'refused' },
    learned: { replayBody: 'status-only', idSeparators: 'refused' },
  },
  { set: { replayBody: 'empty' }, learned: { replayBody: 'empty' } },
  { set: { replayBody: 'new-timestamp' }, learned: { replayBody: 'new-timestamp' } },
  {
    set: { echo: 'none', mockCodeIn: 'account-id' },
    learned: { echo: 'none', mockCodeIn: 'account-id' },
    change: ['LOAD_ECHO=optional', 'MOCK_CODE_IN=account-id'],
  },
  {
    set: { mockCodeIn: 'request-id', accountTypes: ['3', 3] },
    learned: { mockCodeIn: 'request-id', accountTypes: [3, '3'] },
    change: ['ACCOUNT_TYPE=3'],
  },
  { set: { accountTypes: ['1'] }, learned: { accountTypes: ['1'] }, change: ['ACCOUNT_TYPE="1"'] },
  { set: { httpStatus: { F100: 502, F400: 503 } }, learned: {} },
]

for (const { set, learned, change = [] } of worlds) {
  test(`discovery learns ${JSON.stringify(set)}, and an emulator that replays it teaches the same`, async t => {
    const { stage, emulator } = await sandbox(t)
    await putWorld(emulator.url, set)
    const first = await learn(stage, () => {}, running)
    const { httpStatus, ...world } = first.world
    assert.deepEqual(world, { ...assumed, ...learned })
    assert.deepEqual(httpStatus, { F100: 500, F200: 400, F300: 400, F400: 400, F500: 500, ...statusIn(set) })
    assert.deepEqual(settingsToChange(stage.account, first), change)

    const replaying = await sandbox(t, fileOf(t, first))
    const second = await learn(replaying.stage, () => {}, running)
    assert.deepEqual(second.world, first.world)
    assert.deepEqual(withoutIds(second), withoutIds(first))
  })
}

test('where no account loads, discovery learns from the mock codes and says what it could not learn', async t => {
  const { stage, emulator } = await sandbox(t)
  await putWorld(emulator.url, { realAccountLoads: false })
  const { world, answers, notes } = await learn(stage, () => {}, running)
  assert.deepEqual([world.realAccountLoads, world.echo, world.mockCodeIn], [false, 'full', 'both'])
  assert.equal(world.repeatAfterSuccess, undefined)
  assert.match(answers.load?.body ?? '', /"loadBalanceRequestId":"F0000"/)
  assert.match(notes.join('\n'), /No account type made this account load/)
})

test('without an account of a real person nothing is claimed about real ones', async t => {
  const { stage } = await sandbox(t)
  const { world, notes } = await learn({ ...stage, amazonAccount: null }, () => {}, running)
  assert.equal(world.realAccountLoads, undefined)
  assert.match(notes.join('\n'), /The account was made up; give --account/)
})

test('a throttled question is asked again', async t => {
  const { stage, emulator } = await sandbox(t)
  const faults = [{ fault: 'throttle', count: 1 }]
  await fetch(`${emulator.url}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(faults) })
  assert.equal((await learn(stage, () => {}, running)).world.accountTypes, 'any')
})

test('a temporary error settles nothing', async t => {
  const { stage } = await sandbox(t)
  let calls = 0
  const temporary = {
    status: 503,
    headers: {},
    text: '{"errorCode":"F400","errorType":"SystemTemporarilyUnavailable"}',
  }
  // Eight account types come first; the ninth call repeats the first load.
  const send: Stage['transport']['send'] = async (url, message) =>
    ++calls === 9 ? temporary : await stage.transport.send(url, message)
  const { world, notes } = await learn(
    { ...stage, transport: { ...stage.transport, send } },
    () => {},
    running,
  )
  assert.equal(world.repeatAfterSuccess, undefined)
  assert.match(notes.join('\n'), /The same request once more: HTTP 503 F400/)
})

test('a record holds no account id, key or signature', async t => {
  const { stage } = await sandbox(t)
  const text = JSON.stringify(await learn(stage, () => {}, running))
  assert.match(text, /amzn1\.account\.\*\*\*\*YZ23/)
  for (const secret of [jane, 'AKIDEMULATORACTIVE01', 'emulator-secret-access-key', 'Signature='])
    assert.ok(!text.includes(secret), secret)
})

async function putWorld(url: string, world: object): Promise<void> {
  const response = await fetch(`${url}/_emulator/world`, { method: 'PUT', body: JSON.stringify(world) })
  assert.ok(response.ok, await response.text())
}

function fileOf(t: TestContext, record: AmazonRecord): string {
  const dir = mkdtempSync(join(tmpdir(), 'record-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'amazon-record.json')
  writeFileSync(file, JSON.stringify(record))
  return file
}

/** Request ids are random, so they are taken out where two records are compared. */
function withoutIds({ answers }: AmazonRecord): unknown {
  return JSON.parse(JSON.stringify(answers).replace(/Emul1[0-9A-HJKMNP-TV-Z]{26}/g, 'ID'))
}

function statusIn(set: object): object {
  return 'httpStatus' in set && typeof set.httpStatus === 'object' ? { ...set.httpStatus } : {}
}
