/** The bytes of a load: unit, type and escaping. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Env } from '../../src/config/problem.ts'
import { accountAt, jane, requestId, storedLoad } from './account.ts'

test('money goes over the wire in the unit of the contract, yen without decimals', () => {
  const cases: ReadonlyArray<readonly [Env, 'major' | 'minor', number, number, string]> = [
    [{ AMOUNT_UNIT: 'major' }, 'major', 2500, 25, 'USD'],
    [{ AMOUNT_UNIT: 'minor' }, 'minor', 2500, 2500, 'USD'],
    [{ AMOUNT_UNIT: 'major' }, 'major', 1, 0.01, 'USD'],
    [{ MARKETPLACE: 'JP', AMOUNT_UNIT: 'major' }, 'major', 500, 500, 'JPY'],
    [{ MARKETPLACE: 'JP', AMOUNT_UNIT: 'minor' }, 'minor', 500, 500, 'JPY'],
  ]
  for (const [env, amountUnit, amountMinor, wire, currency] of cases) {
    const account = accountAt('http://localhost:1', env)
    const body = JSON.parse(storedLoad(account, { amountMinor }).body.toString())
    assert.deepEqual(
      body.amount,
      { currencyCode: currency, value: wire },
      JSON.stringify({ env, amountUnit }),
    )
  }
})

test('an account type is written as the number or string that the contract says', () => {
  const typeOf = (ACCOUNT_TYPE: string) =>
    JSON.parse(storedLoad(accountAt('http://localhost:1', { ACCOUNT_TYPE })).body.toString()).account
  assert.deepEqual(typeOf('3'), { id: jane, type: 3 })
  assert.deepEqual(typeOf('"3"'), { id: jane, type: '3' })
})

test('what goes into the body cannot break out of it', () => {
  const hostile = '","type":9},"amount":{"value":1e9}}\u2028\\'
  const account = accountAt('http://localhost:1')
  const body = JSON.parse(storedLoad(account, { amazonAccount: hostile }).body.toString())
  assert.deepEqual(body, {
    loadBalanceRequestId: requestId,
    partnerId: 'Emul1',
    amount: { currencyCode: 'USD', value: 25 },
    account: { id: hostile, type: 2 },
  })
})
