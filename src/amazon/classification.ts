/**
 * What came back from LoadAmazonBalance, as one of four outcomes. The table is read from top to bottom and the
 * first row that matches decides; whatever matches no row is unknown, never refused. A row says `applied: 'no'`
 * only where Amazon decided before any money could move.
 */
import type { Answer, Outcome } from '../domain/outcome.ts'
import type { SendingHold } from '../domain/partner-account.ts'
import {
  isThrottled,
  mentionsCredentials,
  messageOf,
  ofType,
  type Received,
  receive,
  type Sent,
  safeWord,
  says,
  succeeded,
  typeOf,
} from './received.ts'
import { type Reply, TransportError } from './transport.ts'

type Verdict = {
  readonly outcome: Outcome
  readonly applied: Answer['applied']
  readonly hold?: SendingHold
  readonly throttled?: true
}
type Matches = (received: Received) => boolean
/** A row without a reason of its own takes Amazon's word for the error. */
type Row = readonly [reason: string | null, matches: Matches, verdict: Verdict]

const deposited: Verdict = { outcome: 'deposited', applied: 'yes' }
const refused: Verdict = { outcome: 'refused', applied: 'no' }
const unknown: Verdict = { outcome: 'unknown', applied: 'unproven' }
const throttled: Verdict = { outcome: 'ours', applied: 'unproven', throttled: true }
const wait: Verdict = { outcome: 'ours', applied: 'no' }
const holdFor = (hold: SendingHold): Verdict => ({ outcome: 'ours', applied: 'no', hold })

const table: readonly Row[] = [
  [
    'echo-differs',
    received => succeeded(received) && received.echo === 'different',
    { ...unknown, hold: 'echo' },
  ],
  [
    'echo-missing',
    received => succeeded(received) && received.echo === 'absent' && received.echoRequired,
    { ...unknown, hold: 'echo' },
  ],
  ['SUCCESS', succeeded, deposited],
  ['no-success', ({ reply }) => reply.status < 400, unknown],
  // An error that says SUCCESS, or that is about another request, proves nothing about this one.
  ['contradiction', says('SUCCESS'), unknown],
  ['other-request', ({ namesOther }) => namesOther, unknown],
  ['Throttled', isThrottled, throttled],
  ['RESEND', says('RESEND'), unknown],
  [null, ({ body }) => ['F100', 'F400', 'F500'].includes(body?.errorCode ?? ''), unknown],
  ['server-error', ({ reply }) => reply.status >= 500, unknown],
  [
    'clock',
    ({ reply, body }) =>
      reply.status === 403 && /signature (has )?expired|signature not yet current/i.test(messageOf(body)),
    holdFor('clock'),
  ],
  [
    'credentials',
    ({ reply, body }) => reply.status === 403 && mentionsCredentials(body),
    holdFor('credentials'),
  ],
  [
    'credentials',
    ({ body }) => body?.errorCode === 'F200' && /signature/i.test(messageOf(body)),
    holdFor('credentials'),
  ],
  [null, ofType('F300', 'InsufficientFunds', 'IssuanceCapExceeded'), holdFor('funds')],
  [null, ofType('F300', 'InvalidAwsAccessKeyId', 'InvalidAccessKey', 'AccessDenied'), holdFor('credentials')],
  [null, ofType('F300', 'CustomerSurpassedDailyVelocityLimit'), wait],
  // The recipient's account or this amount: Amazon says no to this deposit and to nothing else.
  [null, ofType('F300', 'UnknownCustomer', 'CustomerAccountBlocked'), refused],
  [
    null,
    ofType(
      'F200',
      'InvalidAmountValue',
      'NegativeOrZeroAmount',
      'MaxAmountExceeded',
      'AmountBelowMinThreshold',
      'FractionalAmountNotAllowed',
    ),
    refused,
  ],
  // Our message or our contract: it would repeat for every recipient, so nobody is refused for it. "Customer" may
  // mean the partner's own account.
  [
    null,
    ofType(
      'F300',
      'ActiveContractNotFound',
      'AccountHasProblems',
      'GeneralError',
      'OperationNotPermitted',
      'BadInput',
      'BlockedCustomer',
      'InvalidPartnerId',
      'InvalidProgramId',
      'ProgramIsNotApproved',
    ),
    holdFor('contract'),
  ],
  [
    null,
    ofType(
      'F200',
      'InvalidRequestInput',
      'InvalidPartnerIdInput',
      'InvalidAmountInput',
      'InvalidCurrencyCodeInput',
      'InvalidRequestIdInput',
      'CurrencyCodeMismatch',
      'InvalidCurrencyInMarketplace',
      'RequestIdTooLong',
      'RequestIdMustStartWithPartnerName',
      'ProgramIdNotPresent',
      'ExternalReferenceTooLong',
    ),
    holdFor('contract'),
  ],
]

/** Classifies a whole HTTP answer. */
export function classify(reply: Reply, sent: Sent): Answer {
  const received = receive(reply, sent)
  const [reason, , verdict] = table.find(([, matches]) => matches(received)) ?? [
    'unrecognised',
    null,
    unknown,
  ]
  return answer(verdict, reason ?? typeOf(received.body) ?? 'unrecognised', reply)
}

/** Classifies a missing or broken answer: unknown, unless the request provably never left. */
export function classifyFailure(error: unknown): Answer {
  if (!(error instanceof TransportError)) throw error
  return answer({ ...unknown, applied: error.neverLeft ? 'no' : 'unproven' }, error.reason, null)
}

function answer(verdict: Verdict, reason: string, reply: Reply | null): Answer {
  const { outcome, applied, hold = null, throttled = false } = verdict
  const amazonRequestId = safeWord(reply?.headers['x-amzn-requestid']) ?? null
  return { outcome, applied, hold, throttled, reason, httpStatus: reply?.status ?? null, amazonRequestId }
}
