/** The echo of a SUCCESS: compared as money, and never a deposit when it contradicts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerTo, deposited, echoHold, id, success, summary } from './answer.ts'

const value = (written: unknown, currencyCode: unknown = 'USD') =>
  success({ amount: { currencyCode, value: written } })

test('an echoed amount is compared as money', () => {
  for (const written of [25, '25', '25.0', '25.00', '25.000000'])
    assert.deepEqual(summary(answerTo(200, value(written))), deposited, String(written))
  for (const text of ['25.0', '25.00', '2.5e1']) {
    assert.deepEqual(
      summary(
        answerTo(
          200,
          `{"loadBalanceRequestId":"${id}","amount":{"currencyCode":"USD","value":${text}},"status":"SUCCESS"}`,
        ),
      ),
      deposited,
    )
  }
})

test('an echo in minor units is compared in minor units', () => {
  assert.deepEqual(summary(answerTo(200, value(2500), { unit: 'minor' })), deposited)
  assert.deepEqual(summary(answerTo(200, value('2500.0'), { unit: 'minor' })), deposited)
  assert.deepEqual(summary(answerTo(200, value(25), { unit: 'minor' })), echoHold)
  assert.deepEqual(summary(answerTo(200, value(2500))), echoHold)
})

test('an echo in yen has no decimals', () => {
  const money = { amountMinor: 500, currency: 'JPY' }
  assert.deepEqual(summary(answerTo(200, value(500, 'JPY'), { money })), deposited)
  assert.deepEqual(summary(answerTo(200, value('500.0', 'JPY'), { money })), deposited)
  assert.deepEqual(summary(answerTo(200, value(5, 'JPY'), { money })), echoHold)
})

test('an echo that is present and different holds the account, wherever it differs and whatever the contract says', () => {
  const different = [
    ...[25.01, 24.99, 2500, 0.25, -25, 0, '', 'abc', '25,00', '25.001', 1e21].map(written => value(written)),
    ...['CAD', 'usd', ''].map(currency => value(25, currency)),
    ...[`${id}X`, id.toLowerCase(), '', 'F0000'].map(echoed => success({ loadBalanceRequestId: echoed })),
  ]
  for (const body of different) {
    for (const echo of ['required', 'optional'] as const)
      assert.deepEqual(summary(answerTo(200, body, { echo })), echoHold, JSON.stringify(body))
  }
})

test('an echo inside the envelope of a SUCCESS is compared as well', () => {
  const inside = { agcodResponse: success({ loadBalanceRequestId: `${id}X` }) }
  assert.notEqual(answerTo(200, inside, { echo: 'optional' }).outcome, 'deposited')
  const otherAmount = {
    agcodResponse: success({ amount: { currencyCode: 'USD', value: 30 } }),
    status: 'SUCCESS',
  }
  assert.notEqual(answerTo(200, otherAmount, { echo: 'optional' }).outcome, 'deposited')
})

test('an echo that is present but unreadable is different, not absent', () => {
  for (const amount of [
    30,
    '30.00',
    [30],
    { currencyCode: 'USD', value: { units: 30 } },
    { currencyCode: 7, value: 25 },
  ]) {
    assert.deepEqual(
      summary(answerTo(200, success({ amount }), { echo: 'optional' })),
      echoHold,
      JSON.stringify(amount),
    )
  }
  assert.deepEqual(
    summary(answerTo(200, success({ loadBalanceRequestId: 12 }), { echo: 'optional' })),
    echoHold,
  )
})

test('an echo that is missing holds the account where the contract requires it and only there', () => {
  const missing = [
    { status: 'SUCCESS' },
    success({ amount: null }),
    success({ loadBalanceRequestId: null }),
    success({ amount: { value: 25 } }),
  ]
  for (const body of [...missing, success({ amount: { currencyCode: 'USD' } })]) {
    assert.deepEqual(summary(answerTo(200, body, { echo: 'required' })), echoHold)
    assert.deepEqual(summary(answerTo(200, body, { echo: 'optional' })), deposited)
  }
})
