// The open questions about Amazon: every answer that the emulator can be told to give is played.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emulatorFor, JANE, lines, load, outcome, send, setFaults, setWorld } from './client.ts'

const JOHN = 'amzn1.account.AEJOHNSMITH5BCDF3GHKLMPQRT67'
const OTHER_ACCOUNT = { account: { id: JOHN, type: 2 } }
const OTHER_AMOUNT = { amount: { currencyCode: 'USD', value: 30 } }

type Changes = Readonly<Record<string, unknown>>

/** Two loads in a world: what the second is answered, and how many were applied. */
const REPEATS: readonly [world: object, changes: Changes, seen: RegExp, applied: number][] = [
  [{}, OTHER_ACCOUNT, /^200 .*"value":25\.0/, 1],
  [{}, OTHER_AMOUNT, /^200 .*"value":25\.0/, 1],
  [{ sameIdOtherAccount: 'refuse' }, OTHER_ACCOUNT, /^400 .*"F200".*RequestIdAlreadyUsed/, 1],
  [{ sameIdOtherAccount: 'refuse' }, {}, /^200 /, 1],
  [{ sameIdOtherAccount: 'accept' }, OTHER_ACCOUNT, /^200 /, 2],
  [{ sameIdOtherAccount: 'accept' }, {}, /^200 /, 1],
  [{ sameIdOtherAmount: 'refuse' }, OTHER_AMOUNT, /^400 .*RequestIdAlreadyUsed/, 1],
  [{ sameIdOtherAmount: 'refuse' }, { amount: { currencyCode: 'USD', value: 25.0 } }, /^200 /, 1],
  [{ repeatAfterSuccess: 'refuse' }, {}, /^400 .*MaxAmountExceeded/, 1],
  [{ replayBody: 'status-only' }, {}, /^200 {"status":"SUCCESS"}$/, 1],
  [{ replayBody: 'empty' }, {}, /^200 $/, 1],
  [{ replayBody: 'new-timestamp' }, {}, /^200 .*"SUCCESS","timestamp":"2/, 1],
  [{ checksBeforeReplay: 'everything' }, { account: { id: 'x' } }, /^400 .*UnknownCustomer/, 1],
  [{ checksBeforeReplay: 'amount' }, { account: { id: 'x' } }, /^200 /, 1],
]

for (const [world, changes, seen, applied] of REPEATS) {
  test(`a request id comes again in ${JSON.stringify(world)}, changed by ${JSON.stringify(changes)}`, async t => {
    const { url } = await emulatorFor(t)
    await setWorld(url, world)
    assert.equal((await load(url)).status, 200)
    assert.match(await outcome(load(url, changes)), seen)
    assert.equal((await lines(url, 'ledger')).length, applied)
  })
}

/** One load in a world. */
const FIRSTS: readonly [world: object, changes: Changes, seen: RegExp, applied: number][] = [
  [{ echo: 'none' }, {}, /^200 {"status":"SUCCESS"}$/, 1],
  [{ mockCodeIn: 'account-id' }, { account: { id: 'F2003' } }, /InvalidAmountInput/, 0],
  [{ mockCodeIn: 'account-id' }, { loadBalanceRequestId: 'F2003' }, /MustStartWithPartnerName/, 0],
  [{ mockCodeIn: 'request-id' }, { loadBalanceRequestId: 'F2003' }, /InvalidAmountInput/, 0],
  [{ mockCodeIn: 'request-id' }, { account: { id: 'F2003' } }, /UnknownCustomer/, 0],
  [{ accountTypes: ['2', 3] }, {}, /^400 .*"F300".*BadInput/, 0],
  [{ accountTypes: ['2', 3] }, { account: { id: JANE, type: '2' } }, /^200 /, 1],
  [{ accountTypes: [null] }, { account: { id: JANE } }, /^200 /, 1],
  [{ idSeparators: 'refused' }, { loadBalanceRequestId: 'Emul1-A' }, /^400 .*InvalidRequestIdInput/, 0],
  [{ idSeparators: 'accepted' }, { loadBalanceRequestId: 'Emul1-A' }, /^200 /, 1],
  [{ realAccountLoads: false }, {}, /^400 .*UnknownCustomer/, 0],
  [{ realAccountLoads: false }, { loadBalanceRequestId: 'F0000' }, /^200 .*"F0000"/, 0],
  [{ httpStatus: { F400: 503 } }, { loadBalanceRequestId: 'F4000' }, /^503 .*"F400"/, 0],
]

for (const [world, changes, seen, applied] of FIRSTS) {
  test(`a load in ${JSON.stringify(world)} with ${JSON.stringify(changes)}`, async t => {
    const { url } = await emulatorFor(t)
    await setWorld(url, world)
    assert.match(await outcome(load(url, changes)), seen)
    assert.equal((await lines(url, 'ledger')).length, applied)
  })
}

/** A clock within the skew that signatures allow, to be put forward. */
function movedClock() {
  const clock = { offsetMs: 0, now: () => Date.now() + clock.offsetMs }
  return clock
}

test('temporary errors apply the load where the world says so, and the list of calls tells', async t => {
  const clock = movedClock()
  const { url } = await emulatorFor(t, { throttle: { perSecond: 1 }, clock: clock.now })
  await setWorld(url, { temporaryErrorApplies: true })
  for (const [index, fault] of ['f100', 'f400', 'f500', 'html-503', 'refuse', 'contract'].entries()) {
    clock.offsetMs += 1000
    await setFaults(url, [{ fault }])
    await load(url, { loadBalanceRequestId: `Emul1${index}` })
  }
  assert.match((await load(url, { loadBalanceRequestId: 'Emul1T' })).text, /Rate exceeded/)
  assert.equal((await lines(url, 'ledger')).length, 4)
  await setWorld(url, { throttleApplies: true })
  await load(url, { loadBalanceRequestId: 'Emul1T' })
  assert.equal((await lines(url, 'ledger')).length, 5)
  assert.deepEqual(
    (await lines(url, 'calls')).map(({ applied }) => applied),
    [true, true, true, true, false, false, false, true],
  )
})

test('a request id is forgotten after the minutes that the world gives it, and pays again', async t => {
  const clock = movedClock()
  const { url } = await emulatorFor(t, { clock: clock.now })
  await setWorld(url, { idsForgottenAfterMinutes: 5 })
  const applied = []
  for (const minutes of [0, 4.9, 5.1, 6]) {
    clock.offsetMs = minutes * 60_000
    await load(url)
    applied.push((await lines(url, 'ledger')).length)
  }
  assert.deepEqual(applied, [1, 1, 2, 2])
  assert.deepEqual(
    (await lines(url, 'ledger')).map(({ timesRequested }) => timesRequested),
    [4, 4],
  )
  assert.match((await send(`${url}/gc/balance`)).text, /50\.00 USD/)
})

test('what got no answer is applied later where the world says so, and only then', async t => {
  const { url } = await emulatorFor(t)
  for (const lateApplySeconds of [null, 2]) {
    await setWorld(url, { lateApplySeconds })
    for (const fault of ['cut', 'rst', 'html-503']) {
      await setFaults(url, [{ fault }])
      await outcome(load(url, { loadBalanceRequestId: `Emul1${fault.slice(0, 3)}` }))
    }
    assert.equal((await lines(url, 'ledger')).length, 0)
  }
  while ((await lines(url, 'ledger')).length < 2) await sleep(20)
  await sleep(400)
  assert.deepEqual(
    (await lines(url, 'ledger')).map(({ requestId }) => requestId),
    ['Emul1cut', 'Emul1rst'],
  )
})

test('a twin is told that its request id is under way, until the first answer is out', async t => {
  const { url } = await emulatorFor(t)
  await setWorld(url, { twin: 'already-running' })
  await setFaults(url, [{ fault: 'delay', seconds: 0.3, count: 1 }])
  const first = load(url)
  while ((await lines(url, 'calls')).length === 0) await sleep(5)
  assert.match(await outcome(load(url)), /^400 .*"F200".*RequestAlreadyInProgress/)
  assert.equal((await load(url, { loadBalanceRequestId: 'Emul1B' })).status, 200)
  assert.equal((await first).status, 200)
  assert.equal((await load(url)).status, 200)
  await setFaults(url, [{ fault: 'apply-then-never-answer', count: 1 }])
  assert.equal(await outcome(load(url, {}, { signal: AbortSignal.timeout(100) })), 'silent')
  while ((await load(url)).status !== 200) await sleep(5)
})

test('a refusal is remembered where the world says so, even when funds are back', async t => {
  for (const [refusals, status] of [
    ['forgotten', 200],
    ['remembered', 400],
  ] as const) {
    const { url } = await emulatorFor(t)
    await setWorld(url, { refusals })
    const fund = (amount: number) =>
      send(`${url}/_emulator/funds`, { method: 'PUT', body: JSON.stringify({ currency: 'USD', amount }) })
    await fund(1)
    assert.match(await outcome(load(url)), /^400 .*InsufficientFunds/)
    await fund(100)
    assert.equal((await load(url)).status, status)
  }
})
