import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEmulator } from '../../src/emulator/app.ts'
import { call, emulatorFor, lines, type Reply, send, setFaults } from './client.ts'
import { dataDirFor } from './program.ts'

type Members = Readonly<Record<string, unknown>>

const ID = 'Emul1CARD'

function create(url: string, changes: Members = {}): Promise<Reply> {
  const value = { currencyCode: 'USD', amount: 25 }
  return call(url, 'CreateGiftCard', { creationRequestId: ID, partnerId: 'Emul1', value, ...changes })
}

function cancel(url: string, changes: Members = {}, date?: string): Promise<Reply> {
  const body = { creationRequestId: ID, partnerId: 'Emul1', ...changes }
  return call(url, 'CancelGiftCard', body, date === undefined ? {} : { date })
}

function errorOf({ text }: Reply): string {
  const { errorCode, errorType } = JSON.parse(text)
  return `${errorCode} ${errorType}`
}

async function fundsOf(url: string): Promise<number> {
  const { text } = await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })
  return JSON.parse(text).availableFunds.amount
}

test('a card is paid once from the funds, and a cancellation gives the money back once', async t => {
  const { url } = await emulatorFor(t)
  const before = await fundsOf(url)
  await create(url)
  await create(url)
  assert.equal(await fundsOf(url), before - 25)
  await cancel(url)
  await cancel(url)
  assert.equal(await fundsOf(url), before)
  const calls = (await lines(url, 'calls')).filter(({ operation }) => operation !== 'GetAvailableFunds')
  assert.deepEqual(
    calls.map(({ requestId, applied }) => [requestId, applied]),
    [
      [ID, true],
      [ID, false],
      [ID, true],
      [ID, false],
    ],
  )
})

test('each field of a creation is checked, and nothing refused costs anything', async t => {
  const { url } = await emulatorFor(t)
  const value = { currencyCode: 'USD', amount: 25 }
  const cases: readonly (readonly [Members, string])[] = [
    [{ partnerId: '' }, 'F200 InvalidPartnerIdInput'],
    [{ partnerId: 'Other' }, 'F300 AccessDenied'],
    [{ creationRequestId: null }, 'F200 InvalidRequestIdInput'],
    [{ creationRequestId: 'Else1AAAA' }, 'F200 RequestIdMustStartWithPartnerName'],
    [{ value: null }, 'F200 InvalidAmountInput'],
    [{ value: { amount: 25 } }, 'F200 InvalidCurrencyCodeInput'],
    [{ value: { ...value, currencyCode: 'XXX' } }, 'F200 CurrencyCodeMismatch'],
    [{ value: { ...value, amount: 0 } }, 'F200 InvalidAmountValue'],
    [{ value: { ...value, amount: 0.001 } }, 'F200 AmountBelowMinThreshold'],
    [{ value: { ...value, amount: 1.005 } }, 'F200 FractionalAmountNotAllowed'],
    [{ value: { ...value, amount: 2000.01 } }, 'F300 OperationNotPermitted'],
    [{ externalReference: 'x'.repeat(101) }, 'F200 ExternalReferenceTooLong'],
  ]
  for (const [changes, expected] of cases) {
    assert.equal(errorOf(await create(url, changes)), expected, JSON.stringify(changes))
  }
  assert.equal(JSON.parse((await call(url, 'CreateGiftCard', 'null')).text).errorType, 'InvalidRequestInput')
  for (const body of ['[]', '{"value":', '{"value":"25"}', '{"value":25}', '{"value":{"amount":"25"}}']) {
    assert.equal((await call(url, 'CreateGiftCard', body)).text, '{"Message":null}', body)
  }
  assert.equal(await fundsOf(url), 1_000_000)
})

test('amounts of cards are in major units even where loads are in minor ones', async t => {
  const { url } = await emulatorFor(t, { amountUnit: 'minor' })
  const { text } = await create(url, { value: { currencyCode: 'USD', amount: 0.5 } })
  assert.match(text, /"amount":0\.5,/)
  assert.equal(await fundsOf(url), 99_999_950)
})

test('a card beyond the funds is refused; in sandbox mode nothing runs out', async t => {
  const { url } = await emulatorFor(t)
  const broke = JSON.stringify({ currency: 'USD', amount: 10 })
  await send(`${url}/_emulator/funds`, { method: 'PUT', body: broke })
  assert.equal(errorOf(await create(url)), 'F300 InsufficientFunds')
  const sandbox = await emulatorFor(t, { funds: 'sandbox' })
  await send(`${sandbox.url}/_emulator/funds`, { method: 'PUT', body: broke })
  assert.equal((await create(sandbox.url)).status, 200)
  assert.equal(await fundsOf(sandbox.url), 0)
})

test('a card can be cancelled for fifteen minutes, by its own gcId or none', async t => {
  let now = Date.parse('2026-01-01T00:00:00Z')
  const { url } = await emulatorFor(t, { clock: () => now })
  const signing = () => ({ date: new Date(now).toISOString().replace(/[-:]|\.\d+/g, '') })
  const value = { currencyCode: 'USD', amount: 25 }
  const body = { creationRequestId: ID, partnerId: 'Emul1', value }
  await call(url, 'CreateGiftCard', body, signing())
  assert.equal(errorOf(await cancel(url, { gcId: 'A1' }, signing().date)), 'F300 OperationNotPermitted')
  now += 15 * 60_000 + 1
  assert.equal(errorOf(await cancel(url, {}, signing().date)), 'F200 CancelRequestArrivedAfterTimeLimit')
  now -= 1
  assert.equal((await cancel(url, {}, signing().date)).status, 200)
})

test('mock codes work as creation request id, move nothing and need no known card', async t => {
  const { url } = await emulatorFor(t)
  assert.equal(errorOf(await create(url, { creationRequestId: 'F3003' })), 'F300 InsufficientFunds')
  assert.equal(
    errorOf(await cancel(url, { creationRequestId: 'F2047' })),
    'F200 CancelRequestArrivedAfterTimeLimit',
  )
  await create(url, { creationRequestId: 'F0000' })
  assert.equal(
    (await cancel(url, { creationRequestId: 'F0000', gcId: 'ANY' })).text,
    '{"creationRequestId":"F0000","gcId":"ANY","status":"SUCCESS"}',
  )
  assert.equal(await fundsOf(url), 1_000_000)
})

test('a restart forgets no card, no cancellation and no money', async t => {
  const dataDir = dataDirFor(t)
  const first = await startEmulator({ port: 0, dataDir, throttle: null })
  const issued = await create(first.url)
  await create(first.url, { creationRequestId: 'Emul1OTHER' })
  await cancel(first.url, { creationRequestId: 'Emul1OTHER' })
  await first.close()
  const { url } = await emulatorFor(t, { dataDir })
  assert.equal((await create(url)).text, issued.text)
  assert.match((await create(url, { creationRequestId: 'Emul1OTHER' })).text, /RefundedToPurchaser/)
  assert.equal(await fundsOf(url), 999_975)
  await send(`${url}/_emulator/reset`, { method: 'POST' })
  assert.match((await create(url, { creationRequestId: 'Emul1OTHER' })).text, /Fulfilled/)
})

test('a fault is played on a gift-card operation in its own envelope', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'html-503', operation: 'CreateGiftCard', count: 1 }])
  assert.equal((await create(url)).status, 503)
  assert.equal((await create(url)).status, 200)
})
