import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BLOCKED, call, emulatorFor, lines, load, loadBody, send } from './client.ts'

const TYPE = 'LoadAmazonBalanceResponse:http://internal.amazon.com/coral/com.amazonaws.agcod/'

test('a load is answered with its id, its amount as a float and SUCCESS, and stands in the ledger once', async t => {
  const { url } = await emulatorFor(t)
  const { status, headers, text } = await load(url)
  assert.equal(status, 200)
  assert.equal(
    text,
    '{"loadBalanceRequestId":"Emul1AAAAAAAAAAAAAAAAAAAAAAAAAA","amount":{"currencyCode":"USD","value":25.0},"status":"SUCCESS"}',
  )
  assert.match(String(headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
  const ledger = await lines(url, 'ledger')
  assert.deepEqual(Object.keys(ledger[0] ?? {}), [
    'requestId',
    'accountId',
    'amount',
    'currency',
    'appliedAt',
    'timesRequested',
  ])
  assert.equal(ledger.length, 1)
})

test('the ledger has the amount digit by digit as it was sent', async t => {
  const { url } = await emulatorFor(t)
  const text = JSON.stringify(loadBody({ amount: { currencyCode: 'USD', value: 1925 } })).replace(
    '1925',
    '19.250',
  )
  await call(url, 'LoadAmazonBalance', text)
  assert.match((await send(`${url}/_emulator/ledger`)).text, /"amount":19\.250,/)
})

test('the same request id gives the first result again and applies nothing', async t => {
  const { url } = await emulatorFor(t)
  const first = await load(url)
  const changed = await load(url, { amount: { currencyCode: 'USD', value: 30 } })
  assert.deepEqual([changed.status, changed.text], [200, first.text])
  const ledger = await lines(url, 'ledger')
  assert.deepEqual(
    ledger.map(({ amount, timesRequested }) => [amount, timesRequested]),
    [[25, 2]],
  )
  const applied = (await lines(url, 'calls')).map(entry => entry.applied)
  assert.deepEqual(applied, [true, false])
})

test('sign and cap are checked before a known request id is replayed', async t => {
  const { url } = await emulatorFor(t)
  await load(url)
  const over = await load(url, { amount: { currencyCode: 'USD', value: 2000.01 } })
  assert.equal(JSON.parse(over.text).errorType, 'MaxAmountExceeded')
  const negative = await load(url, { amount: { currencyCode: 'USD', value: -1 } })
  assert.equal(JSON.parse(negative.text).errorType, 'InvalidAmountValue')
})

test('an early failure echoes the id and no amount; a late one echoes both', async t => {
  const { url } = await emulatorFor(t)
  const early = await load(url, { amount: null })
  assert.equal(early.status, 400)
  assert.deepEqual(JSON.parse(early.text), {
    agcodResponse: {
      __type: TYPE,
      loadBalanceRequestId: 'Emul1AAAAAAAAAAAAAAAAAAAAAAAAAA',
      amount: null,
      status: 'FAILURE',
    },
    errorCode: 'F200',
    errorType: 'InvalidAmountInput',
    message: "Amount can't be null",
  })
  const late = JSON.parse((await load(url, { loadBalanceRequestId: `Emul1${'A'.repeat(36)}` })).text)
  assert.deepEqual(late.agcodResponse.amount, { currencyCode: 'USD', value: 25 })
  assert.equal(late.errorType, 'RequestIdTooLong')
})

test('each field is checked, and nothing refused is applied', async t => {
  const { url } = await emulatorFor(t)
  const cases: [object, string][] = [
    [{ partnerId: '' }, 'F200 InvalidPartnerIdInput'],
    [{ partnerId: 'Other' }, 'F300 AccessDenied'],
    [{ loadBalanceRequestId: null }, 'F200 InvalidRequestIdInput'],
    [{ loadBalanceRequestId: 'Else1AAAA' }, 'F200 RequestIdMustStartWithPartnerName'],
    [{ amount: { value: 25 } }, 'F200 InvalidCurrencyCodeInput'],
    [{ amount: { currencyCode: 'XXX', value: 25 } }, 'F200 CurrencyCodeMismatch'],
    [{ amount: { currencyCode: 'constructor', value: 25 } }, 'F200 CurrencyCodeMismatch'],
    [{ amount: { currencyCode: 'USD', value: 0.001 } }, 'F200 AmountBelowMinThreshold'],
    [{ amount: { currencyCode: 'USD', value: 1.005 } }, 'F200 FractionalAmountNotAllowed'],
    [{ amount: { currencyCode: 'JPY', value: 100.5 } }, 'F200 FractionalAmountNotAllowed'],
    [{ amount: { currencyCode: 'JPY', value: 200001 } }, 'F200 MaxAmountExceeded'],
    [{ account: { id: 'jane@example.com', type: 2 } }, 'F300 UnknownCustomer'],
    [{ account: null }, 'F300 UnknownCustomer'],
    [{ account: { id: BLOCKED, type: 2 } }, 'F300 CustomerAccountBlocked'],
  ]
  for (const [changes, expected] of cases) {
    const { errorCode, errorType } = JSON.parse((await load(url, changes as Record<string, unknown>)).text)
    assert.equal(`${errorCode} ${errorType}`, expected, JSON.stringify(changes))
  }
  assert.deepEqual(await lines(url, 'ledger'), [])
})

test('a body that is null, of the wrong type or no JSON is refused the recorded way', async t => {
  const { url } = await emulatorFor(t)
  assert.equal(
    JSON.parse((await call(url, 'LoadAmazonBalance', 'null')).text).errorType,
    'InvalidRequestInput',
  )
  for (const body of [
    '[]',
    '{"partnerId":',
    JSON.stringify(loadBody({ amount: { currencyCode: 'USD', value: '25.00' } })),
    JSON.stringify(loadBody({ amount: { currencyCode: 'USD', value: { number: 25, text: '1,"more":2' } } })),
  ]) {
    const { status, text } = await call(url, 'LoadAmazonBalance', body)
    assert.deepEqual([status, text], [400, '{"Message":null}'])
  }
})

test('mock codes work as request id and as account id, echo no id and move nothing', async t => {
  const { url } = await emulatorFor(t)
  const cases = {
    F1000: 'F100 GeneralError',
    F2015: 'F200 MaxAmountExceeded',
    F3003: 'F300 InsufficientFunds',
    F4000: 'F400 SystemTemporarilyUnavailable',
    F5000: 'F500 GeneralError',
    F2999: 'F200 GeneralError',
  }
  for (const [code, expected] of Object.entries(cases)) {
    for (const changes of [{ loadBalanceRequestId: code }, { account: { id: code, type: 2 } }]) {
      const body = JSON.parse((await load(url, changes)).text)
      assert.equal(`${body.errorCode} ${body.errorType}`, expected)
      assert.equal(body.agcodResponse.loadBalanceRequestId, null)
      assert.equal(body.agcodResponse.status, code === 'F4000' ? 'RESEND' : 'FAILURE')
    }
  }
  const { status, text } = await load(url, { loadBalanceRequestId: 'F0000' })
  assert.deepEqual([status, JSON.parse(text).status], [200, 'SUCCESS'])
  assert.deepEqual(await lines(url, 'ledger'), [])
})

test('funds go down with each load, and a load beyond them is refused until they are raised', async t => {
  const { url } = await emulatorFor(t)
  const fund = (amount: number) =>
    send(`${url}/_emulator/funds`, { method: 'PUT', body: JSON.stringify({ currency: 'USD', amount }) })
  const funds = async () => JSON.parse((await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })).text)
  assert.equal((await fund(40)).status, 204)
  await load(url)
  assert.deepEqual((await funds()).availableFunds, { amount: 15, currencyCode: 'USD' })
  assert.match((await funds()).timestamp, /^\d{8}T\d{6}Z$/)
  const second = { loadBalanceRequestId: 'Emul1B' }
  assert.equal(JSON.parse((await load(url, second)).text).errorType, 'InsufficientFunds')
  assert.equal((await load(url)).status, 200)
  await fund(100)
  assert.equal((await load(url, second)).status, 200)
})

test('amounts are in minor units when the emulator is told so', async t => {
  const { url } = await emulatorFor(t, { amountUnit: 'minor' })
  assert.equal((await load(url, { amount: { currencyCode: 'USD', value: 2500 } })).status, 200)
  assert.match((await send(`${url}/gc/balance`)).text, /25\.00 USD/)
})

test('operations nobody knows enough about say so and why, and other paths are not found', async t => {
  const { url, port } = await emulatorFor(t)
  for (const operation of ['VoidAmazonBalanceLoad', 'ValidateAccountForAmazonBalanceLoad']) {
    const { status, text } = await call(url, operation, {})
    assert.equal(status, 501)
    assert.match(JSON.parse(text).message, /^The emulator does not play this: .*known/)
  }
  assert.equal((await call(url, 'Nothing', {})).status, 404)
  assert.equal((await send(`http://127.0.0.1:${port}//nothing`)).status, 404)
  assert.equal((await send(`http://127.0.0.1:${port}//`)).status, 302)
})
