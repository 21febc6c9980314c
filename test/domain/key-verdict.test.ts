/** What an answer of Amazon says about the key that signed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classify } from '../../src/amazon/classification.ts'
import { keyVerdict } from '../../src/domain/outcome.ts'

const sent = {
  requestId: '',
  money: { amountMinor: 0, currency: 'USD' },
  echo: 'optional',
  amountUnit: 'major',
} as const

function verdictOf(errorCode: string, errorType: string, status = 400): string {
  const text = JSON.stringify({ errorCode, errorType, message: 'x', status: 'FAILURE' })
  return keyVerdict(classify({ status, headers: {}, text }, sent))
}

test('an answer about the contract proves no key, because it may be another partner’s', () => {
  for (const type of ['InvalidPartnerId', 'GeneralError', 'OperationNotPermitted', 'AccountHasProblems'])
    assert.equal(verdictOf('F300', type), 'unproven', type)
})

test('a definite answer about money or recipient proves the key, one about the key refuses it', () => {
  assert.equal(verdictOf('F300', 'InsufficientFunds'), 'accepted')
  assert.equal(verdictOf('F300', 'UnknownCustomer'), 'accepted')
  assert.equal(verdictOf('F300', 'InvalidAccessKey'), 'refused')
  assert.equal(verdictOf('F400', 'SystemTemporarilyUnavailable'), 'unproven')
})
