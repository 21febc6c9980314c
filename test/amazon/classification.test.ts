/** What an answer of LoadAmazonBalance means: row by row as Amazon's error pages list them, and nothing beyond. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { classify } from '../../src/amazon/classification.ts'
import { compareEcho, parseLoadReply } from '../../src/amazon/wire.ts'
import type { Answer } from '../../src/domain/outcome.ts'
import type { AmountUnit } from '../../src/domain/partner-account.ts'

const id = 'Acme17KQ2M9XA0123456789ABCDEFGH'
const usd = { amountMinor: 2500, currency: 'USD' }

type Terms = {
  echo?: 'required' | 'optional'
  money?: { amountMinor: number; currency: string }
  unit?: AmountUnit
}

function answerTo(
  status: number,
  body: unknown,
  { echo = 'required', money = usd, unit = 'major' }: Terms = {},
): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const parsed = parseLoadReply(text)
  const compared = parsed ? compareEcho(parsed, id, money, unit) : 'absent'
  const reply = { status, headers: {}, text }
  return classify({ reply, body: parsed, echo: compared, echoRequired: echo === 'required' })
}

function success(changes: object = {}): object {
  return {
    loadBalanceRequestId: id,
    amount: { currencyCode: 'USD', value: 25 },
    status: 'SUCCESS',
    ...changes,
  }
}

function failure(
  errorCode: string,
  errorType: string,
  message: string | null = null,
  status = 'FAILURE',
): object {
  const __type = 'LoadAmazonBalanceResponse:http://internal.amazon.com/coral/com.amazonaws.agcod/'
  return {
    agcodResponse: { __type, loadBalanceRequestId: null, amount: null, status },
    errorCode,
    errorType,
    message,
  }
}

const summary = ({ outcome, applied, hold, throttled }: Answer) => [outcome, applied, hold, throttled]
const unknown = ['unknown', 'unproven', null, false]
const echoHold = ['unknown', 'unproven', 'echo', false]
const deposited = ['deposited', 'yes', null, false]
const refused = ['refused', 'no', null, false]
const holds = (reason: string) => ['ours', 'no', reason, false]
const throttled = ['ours', 'unproven', null, true]

const envelopes: ReadonlyArray<readonly [string, string, string | null, readonly unknown[]]> = [
  ...[
    'SimpleAmountIsNull',
    'AmountIsNull',
    'CurrencyCodeIsNull',
    'GcLocked',
    'EmptyCardInfoList',
    'RequestError',
    'GeneralError',
  ].map(type => ['F100', type, 'General Error', unknown] as const),
  ['F200', 'InvalidRequestInput', 'Request body is null', holds('contract')],
  ['F200', 'InvalidPartnerIdInput', "Partner Id can't be null or empty", holds('contract')],
  ['F200', 'InvalidAmountInput', "Amount can't be null", holds('contract')],
  ['F200', 'InvalidCurrencyCodeInput', "Currency Code can't be null or empty", holds('contract')],
  ['F200', 'InvalidRequestIdInput', null, holds('contract')],
  ['F200', 'CurrencyCodeMismatch', 'Currency Code Mismatch', holds('contract')],
  ['F200', 'InvalidCurrencyInMarketplace', null, holds('contract')],
  ['F200', 'RequestIdTooLong', 'Request Id Too Long, Max allowed length is 19', holds('contract')],
  ['F200', 'RequestIdMustStartWithPartnerName', null, holds('contract')],
  ['F200', 'ExternalReferenceTooLong', null, holds('contract')],
  ['F200', 'ProgramIdNotPresent', null, holds('contract')],
  ['F200', 'InvalidAmountValue', 'Amount must be larger than 0', refused],
  ['F200', 'NegativeOrZeroAmount', null, refused],
  ['F200', 'MaxAmountExceeded', 'Max Amount Exceeded', refused],
  ['F200', 'AmountBelowMinThreshold', null, refused],
  ['F200', 'FractionalAmountNotAllowed', 'Fractional Amount Not Allowed', refused],
  [
    'F200',
    'SignatureMismatch',
    'The request signature we calculated does not match the signature you provided',
    holds('credentials'),
  ],
  ...[
    ...[
      'InvalidCardNumberInput',
      'CardAlreadyActivatedWithDifferentRequestId',
      'CancelRequestArrivedAfterTimeLimit',
      'CardNotFound',
    ],
    ...[
      'RequestedDenominationMismatch',
      'GcNotReadyForRefund',
      'InvalidGCIdInput',
      'CardNumberCheckSumError',
      'DeactivationNotAllowed',
    ],
    ...['InvalidDateFormat', 'MaxPageSizeExceeded', 'GeneralError', 'SomethingNew'],
  ].map(type => ['F200', type, null, unknown] as const),
  ['F300', 'UnknownCustomer', null, refused],
  ['F300', 'BlockedCustomer', null, refused],
  ['F300', 'CustomerAccountBlocked', null, refused],
  ['F300', 'InvalidAwsAccessKeyId', null, holds('credentials')],
  ['F300', 'InvalidAccessKey', null, holds('credentials')],
  ['F300', 'AccessDenied', null, holds('credentials')],
  ['F300', 'InsufficientFunds', 'Insufficient Funds', holds('funds')],
  ['F300', 'IssuanceCapExceeded', null, holds('funds')],
  ['F300', 'AccountHasProblems', null, holds('contract')],
  ['F300', 'GeneralError', 'General Error', holds('contract')],
  ['F300', 'OperationNotPermitted', 'Operation Not Permitted', holds('contract')],
  ['F300', 'BadInput', null, holds('contract')],
  ['F300', 'ActiveContractNotFound', null, holds('contract')],
  ['F300', 'InvalidProgramId', null, holds('contract')],
  ['F300', 'ProgramIsNotApproved', null, holds('contract')],
  ['F300', 'InvalidPartnerId', null, holds('contract')],
  [
    'F300',
    'CustomerSurpassedDailyVelocityLimit',
    'Customer has exceeded daily velocity limit',
    ['ours', 'no', null, false],
  ],
  ['F300', 'SomethingNew', null, unknown],
  ['F400', 'SystemTemporarilyUnavailable', 'System Temporarily Unavailable', unknown],
  ['F500', 'GeneralError', 'General Error', unknown],
  ['F600', 'SomethingNew', null, unknown],
]
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

test('the reason is a plain word, never text from outside', () => {
  for (const text of ['<script>alert(1)</script>', 'a b', 'x'.repeat(200), 'a\nb', 'Atza|secret']) {
    assert.match(answerTo(400, failure('F200', text, text)).reason, /^[A-Za-z0-9._-]{1,80}$/)
    assert.match(answerTo(400, failure(text, text, text)).reason, /^[A-Za-z0-9._-]{1,80}$/)
  }
  const headers = { 'x-amzn-requestid': '<b>' }
  const hostile = classify({
    reply: { status: 400, headers, text: '' },
    body: null,
    echo: 'absent',
    echoRequired: true,
  })
  assert.equal(hostile.amazonRequestId, null)
})

test("Amazon's request id is kept for questions to Amazon", () => {
  const headers = { 'x-amzn-requestid': 'ab12-CD34' }
  assert.equal(
    classify({ reply: { status: 500, headers, text: '' }, body: null, echo: 'absent', echoRequired: true })
      .amazonRequestId,
    'ab12-CD34',
  )
})

const word = fc.oneof(
  fc.constantFrom(
    'SUCCESS',
    'FAILURE',
    'RESEND',
    'PENDING',
    'F100',
    'F200',
    'F300',
    'F400',
    'F500',
    'F2015',
    'Rate exceeded',
  ),
  fc.constantFrom(
    'MaxAmountExceeded',
    'UnknownCustomer',
    'InsufficientFunds',
    'GeneralError',
    'ThrottlingException',
    id,
    'USD',
  ),
  fc.string(),
)
const scalar = fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const amount = fc.oneof(
  scalar,
  fc.record(
    { currencyCode: scalar, value: fc.oneof(scalar, fc.constantFrom(25, '25.00')) },
    { requiredKeys: [] },
  ),
)
const members = { status: scalar, loadBalanceRequestId: fc.oneof(scalar, fc.constant(id)), amount }
const named = fc.record(
  {
    ...members,
    errorCode: scalar,
    errorType: scalar,
    message: scalar,
    __type: scalar,
    agcodResponse: fc.oneof(scalar, fc.record(members, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
)
const anyBody = fc.oneof(
  named.map(body => JSON.stringify(body)),
  fc.json(),
  fc.string(),
)
const anyStatus = fc.oneof(fc.constantFrom(200, 400, 403), fc.integer({ min: 100, max: 599 }))
const refusals = new Set(envelopes.filter(row => row[3] === refused).map(([code, type]) => `${code} ${type}`))

test('no body whatever is a refusal unless it is one of the exact known forms', () => {
  fc.assert(
    fc.property(anyStatus, anyBody, fc.constantFrom('required', 'optional'), (status, text, echo) => {
      const answer = answerTo(status, text, { echo })
      if (answer.outcome !== 'refused') return
      const { errorCode, errorType } = JSON.parse(text)
      assert.ok(status >= 400 && status < 500 && refusals.has(`${errorCode} ${errorType}`), text)
      assert.equal(answer.applied, 'no')
    }),
    { numRuns: 5_000, examples: [[400, '{"errorCode":"F200","errorType":"UnknownCustomer"}', 'required']] },
  )
})

test('no body whatever is a deposit unless it is HTTP 200 and SUCCESS, with the echo that is required', () => {
  fc.assert(
    fc.property(anyStatus, anyBody, fc.constantFrom('required', 'optional'), (status, text, echo) => {
      const answer = answerTo(status, text, { echo })
      assert.equal(answer.applied === 'yes', answer.outcome === 'deposited')
      if (answer.outcome !== 'deposited') return
      const body = JSON.parse(text)
      assert.equal(status, 200)
      assert.equal(body.status ?? body.agcodResponse?.status, 'SUCCESS')
      if (echo === 'required')
        assert.deepEqual(
          [body.loadBalanceRequestId, body.amount.currencyCode, Number(body.amount.value)],
          [id, 'USD', 25],
        )
    }),
    { numRuns: 5_000 },
  )
})

test('only a known answer proves that nothing was applied', () => {
  fc.assert(
    fc.property(anyStatus, fc.oneof(fc.json(), fc.string()), (status, text) => {
      assert.equal(answerTo(status, text).applied, 'unproven')
    }),
    { numRuns: 2_000 },
  )
})
