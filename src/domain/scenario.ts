/**
 * Scenarios: the mock codes that Amazon's sandbox answers in a way of their own, and what this service makes of each
 * answer. A code is stored on a claim link; sending it is the ordinary deposit with the code in the bytes.
 */
import { DomainError } from './errors.ts'
import { isLoopback } from './loopback.ts'
import type { AmazonEnv } from './marketplace.ts'
import type { HoldReason } from './partner-account.ts'

/** `review`: sent again until the window to resend is over, and then a person decides. */
export type Ending = 'deposited' | 'refused' | 'waits' | 'hold' | 'review'

export type Scenario = {
  readonly code: string
  /** Amazon's word for the answer: an error type, or SUCCESS. */
  readonly name: string
  readonly ending: Ending
  /** Why the partner account goes on hold; null unless the ending is `hold`. */
  readonly hold: HoldReason | null
  /** The code was recorded or documented; others follow from the order of Amazon's error list. */
  readonly published: boolean
}

/** Real money has no scenarios. */
export function allowsScenarios(amazonEnv: AmazonEnv): boolean {
  return amazonEnv !== 'production'
}

/** Who may use the QA page: whoever is on this machine, whoever has a pass, or nobody because there is none. */
export type QaAccess = 'loopback' | 'pass'

/** Null as soon as one partner account is in production. */
export function qaAccess(environments: readonly AmazonEnv[], publicUrl: string): QaAccess | null {
  if (!environments.every(allowsScenarios)) return null
  const emulated = environments.every(amazonEnv => amazonEnv === 'emulator')
  return emulated && isLoopback(publicUrl) ? 'loopback' : 'pass'
}

/** Throws `invalid-input` naming the known codes. */
export function scenarioOf(code: string): Scenario {
  const scenario = scenarios.find(known => known.code === code)
  if (scenario) return scenario
  const codes = scenarios.map(known => known.code).join(' ')
  throw new DomainError('invalid-input', `scenario: must be one of ${codes}`)
}

const published = true
const inferred = false

/** Amazon's own pages, recordings of its sandbox, and the order of its error list (Incentives API, "Error codes"). */
export const scenarios: readonly Scenario[] = [
  row('F0000', 'SUCCESS', published, 'deposited'),
  row('F1000', 'GeneralError', published, 'waits'),
  row('F2000', 'InvalidRequestInput', published, 'hold', 'contract'),
  row('F2001', 'InvalidCardNumberInput', published, 'review'),
  row('F2002', 'InvalidPartnerIdInput', published, 'hold', 'contract'),
  row('F2003', 'InvalidAmountInput', published, 'hold', 'contract'),
  row('F2004', 'InvalidAmountValue', published, 'refused'),
  row('F2005', 'InvalidCurrencyCodeInput', published, 'hold', 'contract'),
  row('F2006', 'InvalidRequestIdInput', inferred, 'hold', 'contract'),
  row('F2010', 'CardAlreadyActivatedWithDifferentRequestId', published, 'review'),
  row('F2014', 'NegativeOrZeroAmount', inferred, 'refused'),
  row('F2015', 'MaxAmountExceeded', published, 'refused'),
  row('F2016', 'CurrencyCodeMismatch', published, 'hold', 'contract'),
  row('F2017', 'FractionalAmountNotAllowed', published, 'refused'),
  row('F2047', 'CancelRequestArrivedAfterTimeLimit', published, 'review'),
  row('F3000', 'UnknownCustomer', inferred, 'refused'),
  row('F3001', 'InvalidAwsAccessKeyId', inferred, 'hold', 'credentials'),
  row('F3002', 'BlockedCustomer', inferred, 'hold', 'contract'),
  row('F3003', 'InsufficientFunds', published, 'hold', 'funds'),
  row('F3004', 'IssuanceCapExceeded', inferred, 'hold', 'funds'),
  row('F3005', 'GeneralError', published, 'hold', 'contract'),
  row('F3006', 'OperationNotPermitted', inferred, 'hold', 'contract'),
  row('F3007', 'BadInput', inferred, 'hold', 'contract'),
  row('F3008', 'ActiveContractNotFound', inferred, 'hold', 'contract'),
  row('F3009', 'CustomerAccountBlocked', inferred, 'refused'),
  row('F3010', 'CustomerSurpassedDailyVelocityLimit', published, 'waits'),
  row('F4000', 'SystemTemporarilyUnavailable', published, 'waits'),
  row('F5000', 'GeneralError', published, 'waits'),
]

function row(
  code: string,
  name: string,
  published: boolean,
  ending: Ending,
  hold: HoldReason | null = null,
): Scenario {
  return { code, name, ending, hold, published }
}
