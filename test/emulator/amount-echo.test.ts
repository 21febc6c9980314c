// Amounts in answers are floats as Amazon writes them, whether it says yes, no, or something odd.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, emulatorFor, lines, load, loadBody, setFaults } from './client.ts'

test('a load that is refused has its amount echoed as a float', async t => {
  const { url } = await emulatorFor(t)
  const usd = (value: number) => ({ amount: { currencyCode: 'USD', value } })
  for (const [value, echo] of [
    [20_000, '20000.0'],
    [1.005, '1.005'],
    [0.001, '0.001'],
  ] as const) {
    const { status, text } = await load(url, usd(value))
    assert.equal(status, 400)
    assert.ok(text.includes(`"amount":{"currencyCode":"USD","value":${echo}},"loadBalance`), text)
  }
})

test('an amount that no float holds is refused and echoed as one, of gift cards too', async t => {
  const { url } = await emulatorFor(t)
  const sent = JSON.stringify(loadBody()).replace('"value":25', '"value":1e400')
  const refused = await call(url, 'LoadAmazonBalance', sent)
  assert.match(refused.text, /"value":1e400},.*"errorType":"MaxAmountExceeded"/)
  const card =
    '{"creationRequestId":"Emul1C","partnerId":"Emul1","value":{"currencyCode":"USD","amount":1e400}}'
  const { status, text } = await call(url, 'CreateGiftCard', card)
  assert.match(`${status} ${text}`, /^400 .*"amount":1e400,.*"errorType":"OperationNotPermitted"/)
})

test('faults that change one member leave the amounts of other operations as they were written', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'extra-fields', operation: 'GetAvailableFunds' }])
  const { text } = await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })
  assert.match(text, /^{"newMember":.*"amount":1000000\.0,/)
})

test('F and four digits of no class of error are an ordinary request id', async t => {
  const { url } = await emulatorFor(t)
  for (const code of ['F0123', 'F0001', 'F6000', 'F30031']) {
    const { text } = await load(url, { loadBalanceRequestId: code })
    const { agcodResponse, errorCode, errorType } = JSON.parse(text)
    assert.deepEqual(
      [agcodResponse.loadBalanceRequestId, errorCode, errorType],
      [code, 'F200', 'RequestIdMustStartWithPartnerName'],
    )
  }
  const { text } = await call(url, 'CreateGiftCard', {
    creationRequestId: 'F0123',
    partnerId: 'Emul1',
    value: { currencyCode: 'USD', amount: 1 },
  })
  assert.match(text, /"errorType":"RequestIdMustStartWithPartnerName"/)
  assert.deepEqual(await lines(url, 'ledger'), [])
})
