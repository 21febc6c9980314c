/** What each of the emulator's faults must come to, written down apart from the service's own table. */

export type Expectation = {
  /** How the service must record a call that the fault was played on. */
  readonly outcome: 'deposited' | 'refused' | 'ours' | 'unknown'
  /** How a claim ends that met the fault, once it is over. */
  readonly end: 'deposited' | 'refused' | 'review'
  /** The account stays on hold until a person releases it. */
  readonly waitsForPerson: boolean
}

const expect = (outcome: Expectation['outcome'], end: Expectation['end'], waitsForPerson = false) => ({
  outcome,
  end,
  waitsForPerson,
})
const harmless = expect('deposited', 'deposited')
const asksAgain = expect('unknown', 'deposited')
const waits = expect('ours', 'deposited')
/** The money has moved, but not as agreed: it would be so on every claim. */
const contradicts = expect('unknown', 'review', true)

export const expectations: Readonly<Record<string, Expectation>> = {
  delay: asksAgain,
  cut: asksAgain,
  rst: asksAgain,
  'never-answer': asksAgain,
  'apply-then-cut': asksAgain,
  'apply-then-rst': asksAgain,
  'apply-then-never-answer': asksAgain,
  'cut-then-apply-later': asksAgain,
  'cut-in-body': asksAgain,
  'html-500': asksAgain,
  'json-500': asksAgain,
  'html-502': asksAgain,
  'json-502': asksAgain,
  'html-503': asksAgain,
  'json-503': asksAgain,
  'html-504': asksAgain,
  'json-504': asksAgain,
  'html-200': asksAgain,
  'empty-200': asksAgain,
  redirect: asksAgain,
  'truncated-json': asksAgain,
  'trailing-garbage': asksAgain,
  'huge-body': asksAgain,
  'endless-body': asksAgain,
  'one-byte-per-second': asksAgain,
  'extra-fields': harmless,
  f100: asksAgain,
  f400: asksAgain,
  'f400-applied': asksAgain,
  f500: asksAgain,
  'resend-200': asksAgain,
  'failure-200': asksAgain,
  'pending-200': asksAgain,
  throttle: waits,
  'throttle-applied': waits,
  refuse: expect('refused', 'refused'),
  'no-after-applied': harmless,
  'insufficient-funds': waits,
  contract: waits,
  'clock-skew': waits,
  'signature-mismatch': waits,
  'wrong-echo-amount': contradicts,
  'wrong-echo-currency': contradicts,
  'wrong-echo-id': contradicts,
  'number-echo-as-text': harmless,
  'no-echo-id': contradicts,
  'no-echo-amount': contradicts,
  'no-echo': contradicts,
}
