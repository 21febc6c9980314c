/** The Incentives API client against the emulator: every fault it can play gives the right outcome. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import type { Env } from '../../src/config/problem.ts'
import type { Answer } from '../../src/domain/outcome.ts'
import { type Emulator, startEmulator } from '../../src/emulator/app.ts'
import { FAULTS } from '../../src/emulator/fault/fault.ts'
import { ledgerOf, loadCallsOf, setFaults } from '../helpers/service.ts'
import { accountAt, apiFor, jane, requestId, storedLoad } from './account.ts'

const summary = ({ outcome, applied, hold, throttled }: Answer) => [outcome, applied, hold, throttled]
const deposited = ['deposited', 'yes', null, false]
const refused = ['refused', 'no', null, false]
const unknown = ['unknown', 'unproven', null, false]
const throttled = ['ours', 'unproven', null, true]
const echo = ['unknown', 'unproven', 'echo', false]
const held = (reason: string) => ['ours', 'no', reason, false]

/** What each fault must come to, and whether the emulator applied the money all the same. */
const faults: Readonly<Record<string, readonly [expected: readonly unknown[], applied: boolean]>> = {
  delay: [unknown, true],
  cut: [unknown, false],
  rst: [unknown, false],
  'never-answer': [unknown, false],
  'apply-then-cut': [unknown, true],
  'apply-then-rst': [unknown, true],
  'cut-then-apply-later': [unknown, false],
  'cut-in-body': [unknown, true],
  'apply-then-never-answer': [unknown, true],
  'html-500': [unknown, false],
  'html-502': [unknown, false],
  'html-503': [unknown, false],
  'html-504': [unknown, false],
  'json-500': [unknown, false],
  'json-502': [unknown, false],
  'json-503': [unknown, false],
  'json-504': [unknown, false],
  'empty-200': [unknown, true],
  'html-200': [unknown, false],
  redirect: [unknown, false],
  'truncated-json': [unknown, true],
  'trailing-garbage': [unknown, true],
  'huge-body': [unknown, true],
  'endless-body': [unknown, true],
  'one-byte-per-second': [unknown, true],
  'extra-fields': [deposited, true],
  f100: [unknown, false],
  f400: [unknown, false],
  'f400-applied': [unknown, true],
  f500: [unknown, false],
  'resend-200': [unknown, false],
  'failure-200': [unknown, false],
  'pending-200': [unknown, true],
  throttle: [throttled, false],
  'throttle-applied': [throttled, true],
  refuse: [refused, false],
  'no-after-applied': [deposited, true],
  'insufficient-funds': [held('funds'), false],
  contract: [held('contract'), false],
  'wrong-echo-amount': [echo, true],
  'wrong-echo-id': [echo, true],
  'wrong-echo-currency': [echo, true],
  'number-echo-as-text': [deposited, true],
  'no-echo-id': [echo, true],
  'no-echo-amount': [echo, true],
  'no-echo': [echo, true],
  'clock-skew': [held('clock'), false],
  'signature-mismatch': [held('credentials'), false],
}

for (const [fault, [expected, applied]] of Object.entries(faults)) {
  test(`the fault ${fault} is ${expected.slice(0, 3).filter(Boolean).join(', ')}`, async t => {
    const { emulator, load } = await started(t)
    await setFaults({ emulator }, [{ fault, count: 1 }])
    assert.deepEqual(summary(await load()), expected)
    const ledger = await ledgerOf({ emulator })
    assert.equal(ledger.length, applied ? 1 : 0)
  })

  test(`after the fault ${fault} the same bytes are deposited, once`, async t => {
    const { emulator, load } = await started(t)
    await setFaults({ emulator }, [{ fault, count: 1 }])
    await load()
    assert.deepEqual(summary(await load()), fault === 'no-after-applied' ? refused : deposited)
    const ledger = await ledgerOf({ emulator })
    assert.deepEqual(
      ledger.map(line => [line.requestId, line.accountId, line.amount, line.currency]),
      [[requestId, jane, 25, 'USD']],
    )
    assert.equal(new Set((await loadCallsOf({ emulator })).map(call => call.bodySha256)).size, 1)
  })
}

test('every fault that the emulator can play on a load is in this test', () => {
  const playable = Object.entries(FAULTS).filter(([, { operations }]) =>
    operations.includes('LoadAmazonBalance'),
  )
  assert.deepEqual(playable.map(([name]) => name).sort(), Object.keys(faults).sort())
})

test('a missing echo is a deposit where the contract makes it optional', async t => {
  const { emulator, load } = await started(t, { LOAD_ECHO: 'optional' })
  await setFaults({ emulator }, [{ fault: 'no-echo' }])
  assert.deepEqual(summary(await load()), deposited)
})

test('a wrong echo is never a deposit, even where the echo is optional', async t => {
  const { emulator, load } = await started(t, { LOAD_ECHO: 'optional' })
  for (const fault of ['wrong-echo-amount', 'wrong-echo-id']) {
    await setFaults({ emulator }, [{ fault }])
    assert.deepEqual(summary(await load()), echo, fault)
  }
})

const mocks: ReadonlyArray<readonly [string, readonly unknown[]]> = [
  ['F0000', deposited],
  ['F1000', unknown],
  ['F2003', held('contract')],
  ['F2004', refused],
  ['F2005', held('contract')],
  ['F2010', unknown],
  ['F2015', refused],
  ['F2016', held('contract')],
  ['F2017', refused],
  ['F2047', unknown],
  ['F3003', held('funds')],
  ['F3005', held('contract')],
  ['F3010', ['ours', 'no', null, false]],
  ['F4000', unknown],
  ['F5000', unknown],
]
for (const [mock, expected] of mocks) {
  test(`the sandbox mock code ${mock} in the account id is ${expected.slice(0, 3).filter(Boolean).join(', ')}`, async t => {
    const { load } = await started(t)
    const answer = await load({ amazonAccount: mock })
    assert.deepEqual(summary(answer), expected)
  })
}

test('a blocked customer, an unknown customer and an amount out of bounds are refused', async t => {
  const { emulator, load } = await started(t)
  assert.deepEqual(
    summary(await load({ amazonAccount: 'amzn1.account.AEBLOCKED3WXYZ4ABCD5EFGHIJ67' })),
    refused,
  )
  assert.deepEqual(summary(await load({ amazonAccount: 'nobody' })), refused)
  assert.deepEqual(summary(await load({ amountMinor: 99_999_999 })), refused)
  assert.deepEqual(await ledgerOf({ emulator }), [])
})

test('available funds are read as a decimal, and null when they cannot be read', async t => {
  const { emulator, api } = await started(t)
  const account = accountAt(emulator.url)
  const funds = await api.getAvailableFunds(account)
  assert.equal(funds?.currency, 'USD')
  assert.match(funds?.amount ?? '', /^\d+(\.\d+)?$/)
  for (const fault of [
    'f500',
    'html-200',
    'html-503',
    'truncated-json',
    'cut',
    'signature-mismatch',
    'throttle',
    'redirect',
    'one-byte-per-second',
  ]) {
    await setFaults({ emulator }, [{ fault, operation: 'GetAvailableFunds' }])
    assert.equal(await api.getAvailableFunds(account), null, fault)
  }
})

test("an answer carries Amazon's request id and no credential, account or body", async t => {
  const { emulator, load } = await started(t)
  for (const fault of Object.keys(faults).filter(name => !/delay|never|byte/.test(name))) {
    await setFaults({ emulator }, [{ fault }])
    const text = inspect(await load(), { depth: null, showHidden: true })
    assert.doesNotMatch(text, /emulator-secret|AKIDEMULATOR|Signature=|AEJANEDOE/, fault)
  }
  await setFaults({ emulator }, [])
  assert.match((await load()).amazonRequestId ?? '', /^[0-9a-f-]{36}$/)
})

async function started(t: TestContext, env: Env = {}) {
  const emulator: Emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
  t.after(() => emulator.close())
  const api = apiFor(t, 250)
  const account = accountAt(emulator.url, env)
  return {
    emulator,
    api,
    load: (changes: Parameters<typeof storedLoad>[1] = {}) =>
      api.loadAmazonBalance(account, storedLoad(account, changes)),
  }
}
