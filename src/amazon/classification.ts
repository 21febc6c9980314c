/**
 * What came back from LoadAmazonBalance, as one of four outcomes. The table is read from top to bottom and the
 * first row that matches decides; whatever matches no row is unknown, never refused. A row says `applied: 'no'`
 * only where Amazon decided before any money could move.
 */
import type { Answer, Outcome } from '../domain/outcome.ts'
import type { HoldReason } from '../domain/partner-account.ts'
import type { Reply } from './transport.ts'
import { TransportError } from './transport.ts'
import type { Echo, LoadReply } from './wire.ts'

export type Received = {
  readonly reply: Reply
  readonly body: LoadReply | null
  readonly echo: Echo
  readonly echoRequired: boolean
}

type Verdict = {
  readonly outcome: Outcome
  readonly applied: Answer['applied']
  readonly hold?: HoldReason
  readonly throttled?: true
}
type Row = readonly [reason: string | null, matches: (received: Received) => boolean, verdict: Verdict]

const deposited: Verdict = { outcome: 'deposited', applied: 'yes' }
const refused: Verdict = { outcome: 'refused', applied: 'no' }
const unknown: Verdict = { outcome: 'unknown', applied: 'unproven' }
const throttled: Verdict = { outcome: 'ours', applied: 'unproven', throttled: true }
const wait: Verdict = { outcome: 'ours', applied: 'no' }
const holdFor = (hold: HoldReason): Verdict => ({ outcome: 'ours', applied: 'no', hold })

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
  ['Throttled', isThrottled, throttled],
  ['RESEND', ({ body }) => statusOf(body) === 'RESEND', unknown],
  [null, ofClass('F100', 'F400', 'F500'), unknown],
  ['server-error', ({ reply }) => reply.status >= 500, unknown],
  [
    'clock',
    ({ reply, body }) => reply.status === 403 && /expired|not yet current/i.test(messageOf(body)),
    holdFor('clock'),
  ],
  [
    'credentials',
    ({ reply, body }) => reply.status === 403 && mentionsSignature(body),
    holdFor('credentials'),
  ],
  [
    'credentials',
    received => ofClass('F200')(received) && mentionsSignature(received.body),
    holdFor('credentials'),
  ],
  [null, ofType('InsufficientFunds', 'IssuanceCapExceeded'), holdFor('funds')],
  [null, ofType('InvalidAwsAccessKeyId', 'InvalidAccessKey', 'AccessDenied'), holdFor('credentials')],
  [null, ofType('CustomerSurpassedDailyVelocityLimit'), wait],
  // The recipient's account or this amount: Amazon says no to this deposit and to nothing else.
  [null, ofType('UnknownCustomer', 'BlockedCustomer', 'CustomerAccountBlocked'), refused],
  [
    null,
    ofType(
      'InvalidAmountValue',
      'NegativeOrZeroAmount',
      'MaxAmountExceeded',
      'AmountBelowMinThreshold',
      'FractionalAmountNotAllowed',
    ),
    refused,
  ],
  // Our message or our contract: it would repeat for every recipient, so nobody is refused for it.
  [
    null,
    ofType(
      'ActiveContractNotFound',
      'AccountHasProblems',
      'OperationNotPermitted',
      'BadInput',
      'InvalidPartnerId',
    ),
    holdFor('contract'),
  ],
  [
    null,
    ofType('InvalidProgramId', 'ProgramIsNotApproved', 'ProgramIdNotPresent', 'ExternalReferenceTooLong'),
    holdFor('contract'),
  ],
  [
    null,
    ofType(
      'InvalidRequestInput',
      'InvalidPartnerIdInput',
      'InvalidAmountInput',
      'InvalidCurrencyCodeInput',
      'InvalidRequestIdInput',
    ),
    holdFor('contract'),
  ],
  [
    null,
    ofType(
      'CurrencyCodeMismatch',
      'InvalidCurrencyInMarketplace',
      'RequestIdTooLong',
      'RequestIdMustStartWithPartnerName',
    ),
    holdFor('contract'),
  ],
  [
    'GeneralError',
    received => ofClass('F300')(received) && ofType('GeneralError')(received),
    holdFor('contract'),
  ],
]

/** Classifies a whole HTTP answer. */
export function classify(received: Received): Answer {
  const [reason, , verdict] = table.find(([, matches]) => matches(received)) ?? [
    'unrecognised',
    null,
    unknown,
  ]
  return answer(verdict, reason ?? typeOf(received.body) ?? 'unrecognised', received.reply)
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

function succeeded({ reply, body }: Received): boolean {
  return reply.status === 200 && statusOf(body) === 'SUCCESS'
}

function statusOf(body: LoadReply | null): string | null {
  return body?.status ?? body?.agcodResponse?.status ?? null
}

function messageOf(body: LoadReply | null): string {
  return body?.message ?? body?.Message ?? ''
}

function mentionsSignature(body: LoadReply | null): boolean {
  return /signature|security token|credential|access key/i.test(messageOf(body))
}

function isThrottled({ reply, body }: Received): boolean {
  return (
    reply.status === 429 || /Throttl/i.test(body?.__type ?? '') || /^Rate exceeded$/i.test(messageOf(body))
  )
}

/** The class is the error code's; a sandbox mock code such as F2003 belongs to F200. */
function ofClass(...classes: readonly string[]) {
  return ({ body }: Received) => classes.includes(body?.errorCode ?? '')
}

function ofType(...types: readonly string[]) {
  return ({ reply, body }: Received) =>
    reply.status < 500 && /^F[23]00$/.test(body?.errorCode ?? '') && types.includes(body?.errorType ?? '')
}

function typeOf(body: LoadReply | null): string | undefined {
  return safeWord(body?.errorType) ?? safeWord(body?.errorCode)
}

/** Upstream text reaches logs and reports only when it is a plain word. */
function safeWord(text: string | null | undefined): string | undefined {
  return text && /^[A-Za-z0-9._-]{1,80}$/.test(text) ? text : undefined
}
