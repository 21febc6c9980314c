/** What an answer of LoadAmazonBalance means: row by row as Amazon's error pages list them, and nothing beyond. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classify } from '../../src/amazon/classification.ts'
import {
  answerTo,
  deposited,
  failure,
  holds,
  id,
  success,
  summary,
  throttled,
  unknown,
  usd,
} from './answer.ts'
import { envelopes } from './envelope.ts'

for (const [code, type, message, expected] of envelopes) {
  test(`${code} ${type} is ${expected.slice(0, 3).filter(Boolean).join(', ')}`, () => {
    const answer = answerTo(400, failure(code, type, message))
    assert.deepEqual(summary(answer), expected)
    assert.equal(answer.httpStatus, 400)
  })

  test(`${code} ${type} proves nothing when the server says it failed or when the status is RESEND`, () => {
    assert.deepEqual(summary(answerTo(500, failure(code, type, message))), unknown)
    assert.deepEqual(summary(answerTo(400, failure(code, type, message, 'RESEND'))), unknown)
    assert.deepEqual(summary(answerTo(200, failure(code, type, message))), unknown)
  })
}

const others: ReadonlyArray<readonly [string, number, unknown, readonly unknown[]]> = [
  ['a SUCCESS that echoes what was sent', 200, success(), deposited],
  [
    'a SUCCESS with members nobody knows',
    200,
    success({ newMember: { a: [1] }, cardStatus: null }),
    deposited,
  ],
  ['HTTP 200 with RESEND', 200, { status: 'RESEND' }, unknown],
  ['HTTP 200 with FAILURE', 200, { status: 'FAILURE' }, unknown],
  ['HTTP 200 with PENDING', 200, success({ status: 'PENDING' }), unknown],
  ['HTTP 200 with a status in another case', 200, success({ status: 'Success' }), unknown],
  ['HTTP 200 without a status', 200, { loadBalanceRequestId: id }, unknown],
  ['HTTP 200 with a status that is no text', 200, success({ status: ['SUCCESS'] }), unknown],
  ['HTTP 201 with SUCCESS', 201, success(), unknown],
  ['HTTP 302 with SUCCESS', 302, success(), unknown],
  ['HTTP 400 with SUCCESS', 400, success(), unknown],
  ['HTTP 500 with SUCCESS', 500, success(), unknown],
  ['HTTP 200 with an empty body', 200, '', unknown],
  ['HTTP 200 with HTML', 200, '<!doctype html>SUCCESS', unknown],
  ['HTTP 200 with half a JSON', 200, '{"status":"SUCCESS","loadBal', unknown],
  ['HTTP 200 with a JSON list', 200, '[{"status":"SUCCESS"}]', unknown],
  ['HTTP 200 with JSON null', 200, 'null', unknown],
  ['HTTP 503 with HTML', 503, '<h1>Service Unavailable</h1>', unknown],
  ['HTTP 400 with capital Message null', 400, { Message: null }, unknown],
  ['HTTP 404 with nothing', 404, '', unknown],
  ['HTTP 403 with HTML of a proxy', 403, '<h1>Forbidden</h1>', unknown],
  [
    '403 with an unknown access key',
    403,
    { message: 'The security token included in the request is invalid.' },
    holds('credentials'),
  ],
  [
    '403 with a signature that does not match',
    403,
    { message: 'The request signature we calculated does not match' },
    holds('credentials'),
  ],
  [
    '403 with capital Message',
    403,
    { Message: 'The request signature we calculated does not match' },
    holds('credentials'),
  ],
  [
    '403 with an old signature',
    403,
    { message: 'Signature expired: 20260101T000000Z is now earlier than' },
    holds('clock'),
  ],
  [
    '403 with a signature of the future',
    403,
    { message: 'Signature not yet current: 20260101T000000Z' },
    holds('clock'),
  ],
  ['a throttle as recorded', 400, { message: 'Rate exceeded' }, throttled],
  [
    'a throttle with its exception',
    400,
    { __type: 'ThrottlingException', message: 'Rate exceeded' },
    throttled,
  ],
  ['a throttle by HTTP status', 429, '', throttled],
  ['a throttle at 503', 503, { message: 'Rate exceeded' }, throttled],
  [
    'a throttle by the class of the error page',
    400,
    failure('Throttled', 'ThrottlingException', 'Rate exceeded'),
    throttled,
  ],
  ['a throttle whose error type alone says so', 400, failure('Throttled', 'ThrottlingException'), throttled],
]
for (const [what, status, body, expected] of others) {
  test(`${what} is ${expected.slice(0, 3).filter(Boolean).join(', ')}`, () => {
    for (const echo of ['required', 'optional'] as const)
      assert.deepEqual(summary(answerTo(status, body, { echo })), expected, echo)
  })
}

test('an expired security token is a matter of credentials, not of the clock', () => {
  assert.equal(
    answerTo(403, { message: 'The security token included in the request is expired' }).hold,
    'credentials',
  )
})

test('an answer that contradicts itself proves nothing', () => {
  for (const echo of ['required', 'optional'] as const) {
    assert.deepEqual(
      summary(answerTo(400, failure('F200', 'MaxAmountExceeded', null, 'SUCCESS'), { echo })),
      unknown,
    )
    assert.deepEqual(
      summary(answerTo(200, success({ errorCode: 'F500', errorType: 'GeneralError' }), { echo })),
      unknown,
    )
    assert.deepEqual(
      summary(answerTo(200, failure('F200', 'MaxAmountExceeded', null, 'SUCCESS'), { echo })).slice(0, 2),
      unknown.slice(0, 2),
    )
  }
})

test('a no about another request id refuses nothing', () => {
  const body = {
    agcodResponse: { loadBalanceRequestId: `${id}X`, status: 'FAILURE' },
    errorCode: 'F200',
    errorType: 'MaxAmountExceeded',
  }
  assert.notEqual(answerTo(400, body).outcome, 'refused')
})

const sent = { requestId: id, money: usd, amountUnit: 'major', echo: 'required' } as const

test('the reason is a plain word, never text from outside', () => {
  for (const text of ['<script>alert(1)</script>', 'a b', 'x'.repeat(200), 'a\nb', 'Atza|secret']) {
    assert.match(answerTo(400, failure('F200', text, text)).reason, /^[A-Za-z0-9._-]{1,80}$/)
    assert.match(answerTo(400, failure(text, text, text)).reason, /^[A-Za-z0-9._-]{1,80}$/)
  }
  const headers = { 'x-amzn-requestid': '<b>' }
  const hostile = classify({ status: 400, headers, text: '' }, sent)
  assert.equal(hostile.amazonRequestId, null)
})

test("Amazon's request id is kept for questions to Amazon", () => {
  const headers = { 'x-amzn-requestid': 'ab12-CD34' }
  assert.equal(classify({ status: 500, headers, text: '' }, sent).amazonRequestId, 'ab12-CD34')
})
