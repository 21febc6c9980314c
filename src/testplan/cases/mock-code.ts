/**
 * Every mock code Amazon is known to have, in the field that MOCK_CODE_IN names: what the client must make of each.
 * Errors may be called as Amazon likes; the client must tell that very name, and Amazon's id of the call.
 */
import type { Answer } from '../../domain/outcome.ts'
import { scenarios } from '../../domain/scenario.ts'
import type { Case, Source } from '../case.ts'
import { type Expectation, expectAnswer, expectEqual } from '../expectation.ts'
import type { Sent } from '../recorder.ts'
import { type Load, noAccount, type Scene } from '../scene.ts'
import { expectSentOnce } from './request.ts'

const contract: Expectation = { outcome: 'ours', applied: 'no', hold: 'contract' }
const refused: Expectation = { outcome: 'refused', applied: 'no', hold: null }
const credentials: Expectation = { outcome: 'ours', applied: 'no', hold: 'credentials' }
const funds: Expectation = { outcome: 'ours', applied: 'no', hold: 'funds' }
const unknown: Expectation = { outcome: 'unknown', applied: 'unproven', hold: null }

/** Words of the report for each of them. */
const meanings = new Map<Expectation, string>([
  [contract, 'nobody is refused; the partner account waits for its operator (contract)'],
  [refused, 'this one deposit is refused'],
  [credentials, 'nobody is refused; the partner account waits for its operator (credentials)'],
  [funds, 'nobody is refused; the partner account waits for money'],
  [unknown, 'unknown: sent again with the same request id, never refused'],
])

const errorPage: Source = 'Amazon: error page'
const inferred: Source = 'inferred from Amazon’s error list'
const published: Source = 'Amazon: test plan'

const rows: ReadonlyArray<readonly [code: string, name: string, expectation: Expectation, source?: Source]> =
  [
    ['F1000', 'General Error of class F100', unknown],
    ['F2000', 'InvalidRequestInput', contract],
    ['F2001', 'InvalidCardNumberInput', unknown],
    ['F2002', 'InvalidPartnerIdInput', contract],
    ['F2003', 'InvalidAmountInput', contract],
    ['F2004', 'InvalidAmountValue', refused],
    ['F2005', 'InvalidCurrencyCodeInput', contract],
    ['F2006', 'InvalidRequestIdInput', contract],
    ['F2010', 'CardAlreadyActivatedWithDifferentRequestId', unknown],
    ['F2014', 'NegativeOrZeroAmount', refused],
    ['F2015', 'MaxAmountExceeded', refused],
    ['F2016', 'CurrencyCodeMismatch', contract],
    ['F2017', 'FractionalAmountNotAllowed', refused],
    ['F2047', 'CancelRequestArrivedAfterTimeLimit', unknown],
    ['F3000', 'UnknownCustomer', refused],
    ['F3001', 'InvalidAwsAccessKeyId', credentials],
    ['F3002', 'BlockedCustomer', contract],
    ['F3003', 'InsufficientFunds', funds, published],
    ['F3004', 'IssuanceCapExceeded', funds],
    ['F3005', 'GeneralError', contract],
    ['F3006', 'OperationNotPermitted', contract],
    ['F3007', 'BadInput', contract],
    ['F3008', 'ActiveContractNotFound', contract],
    ['F3009', 'CustomerAccountBlocked', refused],
    ['F3010', 'CustomerSurpassedDailyVelocityLimit', { outcome: 'ours', applied: 'no', hold: null }],
    ['F4000', 'SystemTemporarilyUnavailable, status RESEND', unknown],
    ['F5000', 'General Error of class F500', unknown],
  ]

const success: Case = {
  id: 'MC-F0000',
  title: 'Mock code F0000: forced success',
  source: errorPage,
  expected: 'SUCCESS.',
  check: 'MOCK_CODE_IN; LOAD_ECHO.',
  run: async scene => {
    expectAnswer(await scene.load('Load', mockLoad(scene, 'F0000')), { outcome: 'deposited', applied: 'yes' })
  },
}

export const mockCodeCases: readonly Case[] = [
  success,
  ...rows.map(([code, name, expectation, source = sourceOf(code)]) => ({
    id: `MC-${code}`,
    title: `Mock code ${code}: ${name}`,
    source,
    expected: `An error of class ${code.slice(0, 2)}00; ${meanings.get(expectation) ?? 'the deposit waits for another day'}. One request.`,
    check:
      'MOCK_CODE_IN; whether Amazon has this code for LoadAmazonBalance, its name and its HTTP status; the row of classification.ts.',
    run: async (scene: Scene) => {
      const answer = await scene.load('Load', mockLoad(scene, code))
      expectAnswer(answer, expectation)
      expectTold(answer, expectSentOnce(scene))
    },
  })),
]

/** What an operator needs to ask Amazon about an error. An answer that proves nothing may be called otherwise. */
function expectTold(
  { outcome, reason, httpStatus, amazonRequestId, throttled }: Answer,
  { reply }: Sent,
): void {
  expectEqual('HTTP status', httpStatus, reply?.status ?? null)
  expectEqual('throttled', throttled, false)
  const id = reply?.headers['x-amzn-requestid']
  if (id !== undefined) expectEqual('Amazon request id', amazonRequestId, id)
  const name = /"errorType"\s*:\s*"([\w.-]+)"/.exec(reply?.text ?? '')?.[1]
  if (name !== undefined && outcome !== 'unknown') expectEqual('reason', reason, name)
}

/** Amazon tells some numbers; the others follow from the order of its list, and may be wrong. */
function sourceOf(code: string): Source {
  return scenarios.some(known => known.code === code && known.published) ? errorPage : inferred
}

/** A load that Amazon's sandbox is to answer as this code says. */
export function mockLoad({ stage, newId }: Scene, code: string): Load {
  const inRequestId = stage.account.incentives.mockCodeIn === 'request-id'
  return inRequestId
    ? { requestId: code, amazonAccount: stage.amazonAccount ?? noAccount }
    : { requestId: newId(), amazonAccount: code }
}
