import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEmulator } from '../../src/emulator/app.ts'
import { call, emulatorFor, type Reply } from './client.ts'
import { dataDirFor } from './program.ts'

type Members = Readonly<Record<string, unknown>>

const CARD = '6104870015200001123'
const OTHER_CARD = '6104870015200002456'
const TEN = { currencyCode: 'USD', amount: 10 }

function activate(url: string, changes: Members = {}): Promise<Reply> {
  const body = { activationRequestId: 'Emul1A', partnerId: 'Emul1', cardNumber: CARD, value: TEN, ...changes }
  return call(url, 'ActivateGiftCard', body)
}

function deactivate(url: string, changes: Members = {}): Promise<Reply> {
  const body = { activationRequestId: 'Emul1A', partnerId: 'Emul1', cardNumber: CARD, ...changes }
  return call(url, 'DeactivateGiftCard', body)
}

function check(url: string, changes: Members = {}): Promise<Reply> {
  const body = { statusCheckRequestId: 'Emul1S', partnerId: 'Emul1', cardNumber: CARD, ...changes }
  return call(url, 'ActivationStatusCheck', body)
}

async function errorOf(reply: Promise<Reply>): Promise<string> {
  const { errorCode, errorType } = JSON.parse((await reply).text)
  return `${errorCode} ${errorType}`
}

async function fundsOf(url: string): Promise<number> {
  const { text } = await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })
  return JSON.parse(text).availableFunds.amount
}

test('a card is activated once, found active, deactivated once, and may then be activated anew', async t => {
  const { url } = await emulatorFor(t)
  assert.equal(await errorOf(check(url)), 'F200 CardNotFound')
  const { status, text } = await activate(url)
  assert.deepEqual(
    [status, text],
    [
      200,
      `{"activationRequestId":"Emul1A","cardInfo":{"cardNumber":"${CARD}","cardStatus":"Activated","expirationDate":null,"value":{"amount":10.0,"currencyCode":"USD"}},"status":"SUCCESS"}`,
    ],
  )
  assert.equal((await activate(url)).text, text)
  assert.equal(await fundsOf(url), 999_990)
  const checked = JSON.parse((await check(url)).text)
  assert.deepEqual([checked.statusCheckRequestId, checked.cardInfo.cardStatus], ['Emul1S', 'Activated'])
  const undone = await deactivate(url)
  assert.equal(JSON.parse(undone.text).cardInfo.cardStatus, 'Deactivated')
  assert.equal((await deactivate(url)).text, undone.text)
  assert.equal(await fundsOf(url), 1_000_000)
  assert.equal((await activate(url, { activationRequestId: 'Emul1B' })).status, 200)
})

test('what stands against an activation is told by name', async t => {
  const { url } = await emulatorFor(t)
  await activate(url)
  const cases: readonly (readonly [Members, string])[] = [
    [{ cardNumber: null }, 'InvalidCardNumberInput'],
    [{ cardNumber: CARD.slice(1) }, 'CardNumberTooShort'],
    [{ cardNumber: `${CARD}0` }, 'CardNotFound'],
    [{ value: null }, 'InvalidAmountInput'],
    [{ value: { ...TEN, amount: 2000.01 } }, 'MaxAmountExceeded'],
    [{ value: { ...TEN, amount: 11 } }, 'CardActivatedWithDifferentDenomination'],
    [{ value: { ...TEN, currencyCode: 'XXX' } }, 'CurrencyCodeMismatch'],
    [{ cardNumber: OTHER_CARD }, 'ActivationRequestIdAlreadyBeenUsed'],
    [{ activationRequestId: 'Emul1B' }, 'CardAlreadyActivatedWithDifferentRequestId'],
    [{ activationRequestId: 'Else1' }, 'RequestIdMustStartWithPartnerName'],
    [{ activationRequestId: 'F2010' }, 'CardAlreadyActivatedWithDifferentRequestId'],
  ]
  for (const [changes, expected] of cases) {
    assert.equal(await errorOf(activate(url, changes)), `F200 ${expected}`, JSON.stringify(changes))
  }
  assert.equal(await fundsOf(url), 999_990)
})

test('what stands against a deactivation is told by name', async t => {
  const { url } = await emulatorFor(t)
  assert.equal(await errorOf(deactivate(url)), 'F200 CardNotFound')
  await activate(url)
  await activate(url, { activationRequestId: 'Emul1B', cardNumber: OTHER_CARD })
  assert.equal(
    await errorOf(deactivate(url, { activationRequestId: 'Emul1C' })),
    'F200 NonExistingActivationRequestId',
  )
  assert.equal(
    await errorOf(deactivate(url, { activationRequestId: 'Emul1B' })),
    'F200 WrongActivationRequestId',
  )
  assert.equal(await fundsOf(url), 999_980)
})

test('a failure that came late echoes the card and its value, an early one the id only', async t => {
  const { url } = await emulatorFor(t)
  const early = JSON.parse((await activate(url, { value: null })).text)
  assert.deepEqual(early.agcodResponse, {
    __type: 'ActivateGiftCardResponse:http://internal.amazon.com/coral/com.amazonaws.agcod/',
    activationRequestId: 'Emul1A',
    cardInfo: null,
    status: 'FAILURE',
  })
  const late = JSON.parse((await deactivate(url)).text)
  const cardInfo = { cardNumber: CARD, cardStatus: null, expirationDate: null, value: null }
  assert.deepEqual(late.agcodResponse.cardInfo, cardInfo)
})

test('F0000 plays each operation on any card', async t => {
  const { url } = await emulatorFor(t)
  const states = [
    activate(url, { activationRequestId: 'F0000' }),
    deactivate(url, { activationRequestId: 'F0000' }),
    check(url, { statusCheckRequestId: 'F0000' }),
  ].map(async reply => JSON.parse((await reply).text).cardInfo.cardStatus)
  assert.deepEqual(await Promise.all(states), ['Activated', 'Deactivated', 'Activated'])
  assert.equal(await fundsOf(url), 1_000_000)
})

test('a restart forgets no activation, no deactivation and none of their activities', async t => {
  const dataDir = dataDirFor(t)
  const first = await startEmulator({ port: 0, dataDir, throttle: null })
  await activate(first.url)
  await activate(first.url, { activationRequestId: 'Emul1B', cardNumber: OTHER_CARD })
  await deactivate(first.url, { activationRequestId: 'Emul1B', cardNumber: OTHER_CARD })
  await first.close()
  const { url } = await emulatorFor(t, { dataDir })
  assert.match((await check(url)).text, /"Activated"/)
  assert.match((await check(url, { cardNumber: OTHER_CARD })).text, /"Deactivated"/)
  const span = { utcStartDate: '2000-01-01T00:00:00', utcEndDate: '2100-01-01T00:00:00' }
  const page = { requestId: 'any', partnerId: 'Emul1', pageIndex: 0, pageSize: 9, ...span }
  const { cardActivityList } = JSON.parse((await call(url, 'GetGiftCardActivityPage', page)).text)
  assert.deepEqual(
    cardActivityList.map(({ activityType }: Members) => activityType),
    ['GCActivation', 'GCActivation', 'GCDeactivation'],
  )
})
