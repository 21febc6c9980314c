/** What becomes of the one deposit that proves a partner account in production. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeValidation, type Validation } from '../../src/domain/validation.ts'

const now = new Date('2026-11-27T12:00:00Z')
const made: Validation = {
  claimLinkId: 'X',
  by: 'Ann',
  money: { amountMinor: 15, currency: 'USD' },
  expiresAt: new Date('2026-11-28T12:00:00Z'),
  state: null,
  answer: null,
  fundsBefore: null,
  fundsAfter: null,
  portalBy: null,
}
const paid: Partial<Validation> = { state: 'deposited', answer: 'SUCCESS' }

const cases: ReadonlyArray<readonly [Partial<Validation> | null, string, RegExp]> = [
  [null, 'open', /Nobody has made it/],
  [{ expiresAt: now }, 'open', /expired before anybody claimed/],
  [{}, 'open', /Ann made it; nobody has claimed/],
  [{ state: 'pending' }, 'open', /It is pending: not sent yet/],
  [{ state: 'review', answer: 'unknown, F400' }, 'open', /It is review: unknown, F400/],
  [{ state: 'refused', answer: 'F300' }, 'failed', /Amazon refused it: F300/],
  [paid, 'open', /cannot be compared, so the portal alone counts/],
  [{ ...paid, fundsBefore: 1015, fundsAfter: 1000 }, 'open', /less by just the amount/],
  [{ ...paid, fundsBefore: 2500, fundsAfter: 1000 }, 'failed', /less by 15\.00 USD instead of less by 0\.15/],
  [{ ...paid, fundsBefore: 1000, fundsAfter: 6000 }, 'failed', /more by 50\.00 USD instead of less by 0\.15/],
  [{ ...paid, portalBy: 'Ben' }, 'passed', /seen in the portal by Ben/],
]

test('each state of the validation link says what is to be done, and funds that disagree fail', () => {
  for (const [change, result, says] of cases) {
    const finding = judgeValidation(change && { ...made, ...change }, now)
    assert.equal(finding.result, result, String(says))
    assert.match(finding.says, says)
    assert.equal(finding.fix === null, result === 'passed', String(says))
  }
})
