// The Incentives API's named errors: class, message, the mock code that plays it, and the envelope.
// Recorded from Amazon's sandbox where known; rows marked `assumed` in docs/emulator.md are this emulator's choice.

import { type Answer, jsonAnswer } from '../answer.ts'

export interface AgcodError {
  readonly errorCode: string
  readonly errorType: string
  readonly message: string
  readonly mock?: string
}

/** The fields of an answer of one operation, echoed or null, that a failure still carries. */
export type Echo = Readonly<Record<string, unknown>>

/** An error by its mock code; a code of no known error plays its class as GeneralError. */
export function findByMock(code: string): AgcodError {
  const known = ERRORS.find(error => error.mock === code)
  return known ?? { errorCode: `${code.slice(0, 2)}00`, errorType: 'GeneralError', message: 'General Error' }
}

/** An error by its type. @throws when the table has no such type, which is a bug here. */
export function findByType(errorType: string): AgcodError {
  const known = ERRORS.find(error => error.errorType === errorType)
  if (!known) throw new Error(`bug: no Incentives error is called ${errorType}`)
  return known
}

/** Instead of a request id: plays an answer, if its class is one of Amazon's. F0000 is a success. */
export const MOCK_CODE = /^F(?:0000|[1-5]\d{3})$/

/**
 * The error envelope of an operation, its members in Amazon's alphabetical order (recorded).
 * F400 says RESEND, everything else FAILURE.
 */
export function failure(operation: string, error: AgcodError, echo: Echo): Answer {
  const { errorCode, errorType, message } = error
  const status = errorCode === 'F400' ? 'RESEND' : 'FAILURE'
  const __type = `${operation}Response:http://internal.amazon.com/coral/com.amazonaws.agcod/`
  const members = Object.entries({ ...echo, status }).sort(([a], [b]) => (a < b ? -1 : 1))
  const agcodResponse = { __type, ...Object.fromEntries(members) }
  const envelope = { agcodResponse, errorCode, errorType, message }
  return jsonAnswer(HTTP_STATUS[errorCode] ?? 400, envelope, `${errorCode} ${errorType}`)
}

/** What a framework in front of the operation answers to a field of the wrong type (recorded). */
export function illTyped(): Answer {
  return jsonAnswer(400, { Message: null }, 'ill-typed')
}

/** What a framework in front of the operation answers to a body that it does not read to the end (assumed). */
export function bodyTooLarge(): Answer {
  const error = { __type: 'RequestEntityTooLargeException', message: 'Request entity too large' }
  return jsonAnswer(413, error, 'too large')
}

/** More calls than the limit. The message is recorded; status and `__type` are assumed. */
export function throttled(): Answer {
  return jsonAnswer(400, { __type: 'ThrottlingException', message: 'Rate exceeded' }, 'throttled')
}

/** Recorded for F200 and F300; assumed for the others. */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  F100: 500,
  F200: 400,
  F300: 400,
  F400: 400,
  F500: 500,
}

const ERRORS: readonly AgcodError[] = [
  row('F100', 'GeneralError', 'General Error', 'F1000'),
  row('F200', 'InvalidRequestInput', 'Request body is null', 'F2000'),
  row('F200', 'InvalidCardNumberInput', "Card number can't be null or empty", 'F2001'),
  row('F200', 'InvalidPartnerIdInput', "Partner Id can't be null or empty", 'F2002'),
  row('F200', 'InvalidAmountInput', "Amount can't be null", 'F2003'),
  row('F200', 'InvalidAmountValue', 'Amount must be larger than 0', 'F2004'),
  row('F200', 'InvalidCurrencyCodeInput', "Currency Code can't be null or empty", 'F2005'),
  row('F200', 'InvalidRequestIdInput', "Request Id can't be null or empty", 'F2006'),
  row(
    'F200',
    'CardAlreadyActivatedWithDifferentRequestId',
    'The card was already activated with a different request id',
    'F2010',
  ),
  row('F200', 'NegativeOrZeroAmount', 'Negative Or Zero Amount', 'F2014'),
  row('F200', 'MaxAmountExceeded', 'Max Amount Exceeded', 'F2015'),
  row('F200', 'CurrencyCodeMismatch', 'Currency Code Mismatch', 'F2016'),
  row('F200', 'FractionalAmountNotAllowed', 'Fractional Amount Not Allowed', 'F2017'),
  row(
    'F200',
    'CancelRequestArrivedAfterTimeLimit',
    'Cancellation cannot be processed as too much time has elapsed since creation',
    'F2047',
  ),
  row('F200', 'RequestIdTooLong', 'Request Id Too Long, Max allowed length is 40'),
  ...[
    'RequestIdMustStartWithPartnerName',
    'AmountBelowMinThreshold',
    'ExternalReferenceTooLong',
    'CardNotFound',
    'CardNumberTooShort',
    'ActivationRequestIdAlreadyBeenUsed',
    'CardActivatedWithDifferentDenomination',
    'NonExistingActivationRequestId',
    'WrongActivationRequestId',
    'InvalidDateFormat',
    'InvalidStartDate',
    'InvalidEndDate',
    'StartDateAfterEndDate',
    'InvalidPageIndex',
    'InvalidPageSize',
    'MaxPageSizeExceeded',
  ].map(errorType => row('F200', errorType, inWords(errorType))),
  row('F300', 'UnknownCustomer', 'Unknown Customer', 'F3000'),
  row('F300', 'InvalidAwsAccessKeyId', 'Invalid Aws Access Key Id', 'F3001'),
  row('F300', 'BlockedCustomer', 'Blocked Customer', 'F3002'),
  row('F300', 'InsufficientFunds', 'Insufficient Funds', 'F3003'),
  row('F300', 'IssuanceCapExceeded', 'Issuance Cap Exceeded', 'F3004'),
  row('F300', 'GeneralError', 'General Error', 'F3005'),
  row('F300', 'OperationNotPermitted', 'Operation Not Permitted', 'F3006'),
  row('F300', 'BadInput', 'Bad Input', 'F3007'),
  row('F300', 'ActiveContractNotFound', 'Active Contract Not Found', 'F3008'),
  row('F300', 'CustomerAccountBlocked', 'Customer Account Blocked', 'F3009'),
  row('F300', 'CustomerSurpassedDailyVelocityLimit', 'Customer has exceeded daily velocity limit', 'F3010'),
  row('F300', 'AccessDenied', 'Access Denied'),
  row('F400', 'SystemTemporarilyUnavailable', 'System Temporarily Unavailable', 'F4000'),
  row('F500', 'GeneralError', 'General Error', 'F5000'),
]

function row(errorCode: string, errorType: string, message: string, mock?: string): AgcodError {
  return { errorCode, errorType, message, ...(mock && { mock }) }
}

/** How Amazon words most messages: `Max Amount Exceeded` for MaxAmountExceeded. Assumed for these names. */
function inWords(errorType: string): string {
  return errorType.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
}
