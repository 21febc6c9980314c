// Amazon's sandbox as others recorded it (2014 from Europe, 2022 from Japan), against the emulator: the same calls
// give the same bytes. Partner id, request ids and issued codes are the emulator's own.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxAt } from './sandbox.ts'

const COMMON = 'http://internal.amazon.com/coral/com.amazonaws.agcod/'

test('funds are 0.0 in the sandbox, with the time of the answer', async t => {
  const { ask } = await sandboxAt(t, 'us-west-2', '2022-06-10T08:54:50Z')
  const { text } = await ask('GetAvailableFunds', { partnerId: 'Emul1' })
  assert.equal(
    text,
    '{"availableFunds":{"amount":0.0,"currencyCode":"JPY"},"status":"SUCCESS","timestamp":"20220610T085450Z"}',
  )
})

test('a card in yen expires ten years later when the day ends in Japan; cancelled, it is refunded', async t => {
  const { ask, create } = await sandboxAt(t, 'us-west-2', '2022-06-10T09:09:42Z')
  const first = await create('Emul1_62a309167e7a4', 1000, 'JPY')
  const { gcClaimCode, gcId } = JSON.parse(first.text)
  const card = (status: string) =>
    `{"cardInfo":{"cardNumber":null,"cardStatus":"${status}","expirationDate":null,"value":{"amount":1000.0,"currencyCode":"JPY"}},"creationRequestId":"Emul1_62a309167e7a4","gcClaimCode":"${gcClaimCode}","gcExpirationDate":"Thu Jun 10 14:59:59 UTC 2032","gcId":"${gcId}","status":"SUCCESS"}`
  assert.deepEqual([first.status, first.text], [200, card('Fulfilled')])
  assert.match(gcClaimCode, /^[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4}$/)
  const ids = { creationRequestId: 'Emul1_62a309167e7a4', partnerId: 'Emul1', gcId }
  const cancelled = `{"creationRequestId":"Emul1_62a309167e7a4","gcId":"${gcId}","status":"SUCCESS"}`
  assert.equal((await ask('CancelGiftCard', ids)).text, cancelled)
  assert.equal((await create('Emul1_62a309167e7a4', 1000, 'JPY')).text, card('RefundedToPurchaser'))
  assert.equal((await ask('CancelGiftCard', ids)).text, cancelled)
})

test('the session of 2014: what is checked when, what a known id gives, how long it may be', async t => {
  const { create } = await sandboxAt(t, 'eu-west-1', '2014-09-25T15:58:39Z')
  const early = (id: string) =>
    `{"agcodResponse":{"__type":"CreateGiftCardResponse:${COMMON}","cardInfo":null,"creationRequestId":"${id}","gcClaimCode":null,"gcExpirationDate":null,"gcId":null,"status":"FAILURE"},`
  const late = (id: string, amount: string) =>
    early(id).replace(
      '"cardInfo":null',
      `"cardInfo":{"cardNumber":null,"cardStatus":null,"expirationDate":null,"value":{"amount":${amount},"currencyCode":"GBP"}}`,
    )
  const first = await create('Emul1123456987', 1)
  assert.equal(JSON.parse(first.text).gcExpirationDate, 'Wed Sep 25 22:59:59 UTC 2024')
  const answers: readonly (readonly [id: string, amount: number | null, status: number, text: string])[] = [
    ['Emul1123456987', null, 400, '{"Message":null}'],
    [
      'Emul1123456987',
      20000,
      400,
      `${late('Emul1123456987', '20000.0')}"errorCode":"F300","errorType":"OperationNotPermitted","message":"Operation Not Permitted"}`,
    ],
    [
      'Emul1123456987',
      -1,
      400,
      `${early('Emul1123456987')}"errorCode":"F200","errorType":"InvalidAmountValue","message":"Amount must be larger than 0"}`,
    ],
    ['Emul1123456987', 1.5, 200, first.text],
    [
      `Emul1${'1'.repeat(36)}`,
      1,
      400,
      `${late(`Emul1${'1'.repeat(36)}`, '1.0')}"errorCode":"F200","errorType":"RequestIdTooLong","message":"Request Id Too Long, Max allowed length is 40"}`,
    ],
  ]
  for (const [id, amount, status, text] of answers) {
    const answer = await create(id, amount)
    assert.deepEqual([answer.status, answer.text], [status, text])
  }
  for (const id of ['Emul1', 'Emul11=!4&5*9-7}%']) {
    const { status, text } = await create(id, 1)
    assert.deepEqual([status, JSON.parse(text).creationRequestId], [200, id])
  }
})

test('to cancel an unknown card is an operation not permitted, without its gcId', async t => {
  const { ask } = await sandboxAt(t, 'eu-west-1', '2014-11-18T22:30:32Z')
  const ids = { partnerId: 'Emul1', creationRequestId: 'Emul18794561264', gcId: 'A2GCN9BRX5QS76' }
  const { status, text } = await ask('CancelGiftCard', ids)
  assert.deepEqual(
    [status, text],
    [
      400,
      `{"agcodResponse":{"__type":"CancelGiftCardResponse:${COMMON}","creationRequestId":"Emul18794561264","gcId":null,"status":"FAILURE"},"errorCode":"F300","errorType":"OperationNotPermitted","message":"Operation Not Permitted"}`,
    ],
  )
})

test('the activity page has a row for each, no-ops and late refusals included, early refusals not', async t => {
  const { create, ask, setTime } = await sandboxAt(t, 'eu-west-1', '2014-09-24T08:48:57Z')
  const issued = async (id: string) => JSON.parse((await create(id, 5)).text).gcId
  const gcId = await issued('Emul1234598')
  const other = await issued('Emul1234597')
  const cancel = (creationRequestId: string, id: string) =>
    ask('CancelGiftCard', { creationRequestId, partnerId: 'Emul1', gcId: id })
  await cancel('Emul1234567', other)
  setTime('2014-09-24T08:50:19Z')
  await cancel('Emul1234598', gcId)
  await create('Emul1234598', 6)
  setTime('2014-09-25T13:07:04Z')
  await cancel('Emul1234598', gcId)
  await create('Emul1234599', 20000)
  await create('Emul1234599', -1)
  const { text } = await ask('GetGiftCardActivityPage', {
    partnerId: 'Emul1',
    requestId: '123456987',
    utcStartDate: '2014-09-01T00:00:00Z',
    utcEndDate: '2014-09-30T00:00:00Z',
    pageIndex: 0,
    pageSize: 200,
    showNoOps: true,
  })
  const row = (
    status: string,
    time: string,
    type: string,
    value: string,
    failure: string,
    ...rest: string[]
  ) => {
    const [id, isRealOp, requestId] = rest
    return `{"activityStatus":"${status}","activityTime":"${time} UTC 2014","activityType":"${type}","cardNumber":null,"cardValue":${value},"failureCode":${failure},"gcId":${id},"isRealOp":"${isRealOp}","partnerId":"Emul1","requestId":"${requestId}"}`
  }
  const pounds = (amount: string) => `{"amount":${amount},"currencyCode":"GBP"}`
  const [own, foreign] = [`"${gcId}"`, `"${other}"`]
  const [created, cancelled] = ['GCCreation', 'GCCancellation']
  const [no, denied] = ['null', '"OperationNotPermitted"']
  const [first, next, last] = ['Wed Sep 24 08:48:57', 'Wed Sep 24 08:50:19', 'Thu Sep 25 13:07:04']
  const rows = [
    row('Success', first, created, pounds('5.0'), no, own, 'true', 'Emul1234598'),
    row('Success', first, created, pounds('5.0'), no, foreign, 'true', 'Emul1234597'),
    row('Failed', first, cancelled, no, denied, foreign, 'false', 'Emul1234567'),
    row('Success', next, cancelled, no, no, own, 'true', 'Emul1234598'),
    row('Success', next, created, pounds('6.0'), no, own, 'false', 'Emul1234598'),
    row('Success', last, cancelled, no, no, own, 'false', 'Emul1234598'),
    row('Failed', last, created, pounds('20000.0'), denied, no, 'false', 'Emul1234599'),
  ]
  assert.equal(
    text,
    `{"cardActivityList":[${rows}],"pageIndex":0,"requestId":"123456987","status":"SUCCESS","totalNumberOfTransactionsInRequestedTimeFrame":7}`,
  )
})
