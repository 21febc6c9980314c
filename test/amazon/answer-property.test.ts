/** Whatever comes back: nothing but the exact known forms refuses, deposits or proves anything. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerTo, id, refused } from './answer.ts'
import { envelopes } from './envelope.ts'

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
