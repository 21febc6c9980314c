import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, emulatorFor, load, type Reply } from './client.ts'

type Members = Readonly<Record<string, unknown>>

function activityPage(url: string, changes: Members = {}): Promise<Reply> {
  return call(url, 'GetGiftCardActivityPage', {
    requestId: 'any',
    partnerId: 'Emul1',
    utcStartDate: '2000-01-01T00:00:00',
    utcEndDate: '2100-01-01T00:00:00Z',
    pageIndex: 0,
    pageSize: 1000,
    showNoOps: true,
    ...changes,
  })
}

async function rowsOf(reply: Promise<Reply>): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await reply).text).cardActivityList
}

async function createCards(url: string, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const value = { currencyCode: 'USD', amount: number }
    await call(url, 'CreateGiftCard', { creationRequestId: `Emul1${number}`, partnerId: 'Emul1', value })
  }
}

test('pages are counted from 0 and the total counts all of them', async t => {
  const { url } = await emulatorFor(t)
  await createCards(url, 5)
  const page = JSON.parse((await activityPage(url, { pageIndex: 1, pageSize: 2 })).text)
  assert.deepEqual(
    page.cardActivityList.map(({ requestId }: Members) => requestId),
    ['Emul13', 'Emul14'],
  )
  assert.deepEqual([page.pageIndex, page.totalNumberOfTransactionsInRequestedTimeFrame], [1, 5])
  assert.deepEqual(await rowsOf(activityPage(url, { pageIndex: 3, pageSize: 2 })), [])
})

test('only the asked time span is listed', async t => {
  const { url } = await emulatorFor(t)
  await createCards(url, 1)
  assert.deepEqual(await rowsOf(activityPage(url, { utcEndDate: '2000-01-02T00:00:00Z' })), [])
  assert.equal((await rowsOf(activityPage(url))).length, 1)
})

test('refusals and repeats are listed only with showNoOps', async t => {
  const { url } = await emulatorFor(t)
  await createCards(url, 1)
  await createCards(url, 1)
  const real = async (changes: Members) => (await rowsOf(activityPage(url, changes))).map(row => row.isRealOp)
  assert.deepEqual(await real({}), ['true', 'false'])
  assert.deepEqual(await real({ showNoOps: false }), ['true'])
})

test('loads and their repeats are listed among the cards, in the order of time', async t => {
  let now = Date.now()
  const tick = () => {
    now += 10
    return now
  }
  const { url } = await emulatorFor(t, { clock: tick })
  await load(url)
  await createCards(url, 1)
  await load(url, { amount: { currencyCode: 'USD', value: 30 } })
  await load(url, { loadBalanceRequestId: 'F0000' })
  const rows = await rowsOf(activityPage(url))
  assert.deepEqual(
    rows.map(({ activityType, cardValue, isRealOp }) => [activityType, cardValue, isRealOp]),
    [
      ['AmazonBalanceLoad', { amount: 25, currencyCode: 'USD' }, 'true'],
      ['GCCreation', { amount: 1, currencyCode: 'USD' }, 'true'],
      ['AmazonBalanceLoad', { amount: 25, currencyCode: 'USD' }, 'false'],
    ],
  )
})

test('activations and deactivations are listed with their card, status checks are not', async t => {
  const { url } = await emulatorFor(t)
  const card = { partnerId: 'Emul1', cardNumber: '6104870015200001123' }
  const activation = { activationRequestId: 'Emul1A', value: { currencyCode: 'USD', amount: 10 }, ...card }
  await call(url, 'ActivateGiftCard', activation)
  await call(url, 'ActivationStatusCheck', { statusCheckRequestId: 'Emul1S', ...card })
  await call(url, 'DeactivateGiftCard', { activationRequestId: 'Emul1A', ...card })
  const rows = await rowsOf(activityPage(url))
  assert.deepEqual(
    rows.map(({ activityType, cardNumber, gcId }) => [activityType, cardNumber, gcId]),
    ['GCActivation', 'GCDeactivation'].map(type => [type, card.cardNumber, null]),
  )
})

test('what is wrong with the request is told by name', async t => {
  const { url } = await emulatorFor(t)
  const cases: readonly (readonly [Members, string])[] = [
    [{ partnerId: null }, 'F200 InvalidPartnerIdInput'],
    [{ partnerId: 'Other' }, 'F300 AccessDenied'],
    [{ requestId: '' }, 'F200 InvalidRequestIdInput'],
    [{ utcStartDate: null }, 'F200 InvalidStartDate'],
    [{ utcEndDate: '' }, 'F200 InvalidEndDate'],
    [{ utcEndDate: '2014-09-30' }, 'F200 InvalidDateFormat'],
    [{ utcStartDate: '2014-13-30T00:00:00' }, 'F200 InvalidDateFormat'],
    [{ utcStartDate: '2101-01-01T00:00:00' }, 'F200 StartDateAfterEndDate'],
    [{ pageIndex: -1 }, 'F200 InvalidPageIndex'],
    [{ pageIndex: '0' }, 'F200 InvalidPageIndex'],
    [{ pageSize: 0 }, 'F200 InvalidPageSize'],
    [{ pageSize: 1001 }, 'F200 MaxPageSizeExceeded'],
    [{ requestId: 'F3005' }, 'F300 GeneralError'],
  ]
  for (const [changes, expected] of cases) {
    const body = JSON.parse((await activityPage(url, changes)).text)
    assert.equal(`${body.errorCode} ${body.errorType}`, expected, JSON.stringify(changes))
    assert.equal(body.agcodResponse.cardActivityList, null)
    const [, ...members] = Object.keys(body.agcodResponse)
    assert.deepEqual(members, members.toSorted())
  }
  assert.deepEqual(await rowsOf(activityPage(url, { requestId: 'F0000', utcStartDate: null })), [])
})
