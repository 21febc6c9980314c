// Faults of the Incentives API: its own error answers, with and without the money applied, and wrong echoes.

import { type Answer, jsonAnswer } from '../answer.ts'
import { throttled } from '../incentives/agcod-error.ts'
import { refusalOf } from '../incentives/incentives-signature.ts'
import { float, isRecord, isWrittenNumber } from '../incentives/json.ts'
import { type Fault, INCENTIVES_OPERATIONS, type PlayableCall } from './playable.ts'
import { editJson } from './transport-fault.ts'

export const INCENTIVES_FAULTS: Readonly<Record<string, Fault>> = {
  f100: incentives('F100 GeneralError; not applied', call => call.fail('F1000')),
  f400: incentives('F400 SystemTemporarilyUnavailable with status RESEND; not applied', call =>
    call.fail('F4000'),
  ),
  'f400-applied': load('Applies the load, then answers F400', call => applied(call, call.fail('F4000'))),
  f500: incentives('F500 GeneralError; not applied', call => call.fail('F5000')),
  'resend-200': load('HTTP 200 with status RESEND; not applied', () =>
    jsonAnswer(200, { status: 'RESEND' }, 'RESEND'),
  ),
  'failure-200': load('HTTP 200 with status FAILURE and no error; not applied', () =>
    jsonAnswer(200, { status: 'FAILURE' }, 'FAILURE'),
  ),
  'pending-200': load('Applies the load, then answers HTTP 200 with status PENDING', call =>
    editJson(call.perform(), body => ({ ...body, status: 'PENDING' })),
  ),
  throttle: incentives('Rate exceeded; not applied', () => throttled()),
  'throttle-applied': load('Applies the load, then answers Rate exceeded', call =>
    applied(call, throttled()),
  ),
  refuse: load('F200 MaxAmountExceeded; not applied', call => call.fail('F2015')),
  'no-after-applied': load(
    'F200 MaxAmountExceeded for a request id already in the ledger; others pass',
    call => (call.alreadyApplied ? call.fail('F2015') : null),
  ),
  'insufficient-funds': load('F300 InsufficientFunds; not applied', call => call.fail('F3003')),
  contract: incentives('F300 ActiveContractNotFound; not applied', call => call.fail('F3008')),
  'wrong-echo-amount': load('Applies the load and echoes one unit more', call =>
    editEcho(call, amount => ({ ...amount, value: float(numberOf(amount.value) + 1) })),
  ),
  'wrong-echo-currency': load('Applies the load and echoes another currency', call =>
    editEcho(call, amount => ({ ...amount, currencyCode: amount.currencyCode === 'USD' ? 'CAD' : 'USD' })),
  ),
  'number-echo-as-text': load('Applies the load and echoes the amount as text with two decimals', call =>
    editEcho(call, amount => ({ ...amount, value: numberOf(amount.value).toFixed(2) })),
  ),
  'wrong-echo-id': load('Applies the load and echoes another request id', call =>
    editJson(call.perform(), body => ({ ...body, loadBalanceRequestId: `${body.loadBalanceRequestId}X` })),
  ),
  'no-echo-id': load('Applies the load and echoes the amount only', call =>
    editJson(call.perform(), ({ loadBalanceRequestId: _, ...body }) => body),
  ),
  'no-echo-amount': load('Applies the load and echoes the request id only', call =>
    editJson(call.perform(), ({ amount: _, ...body }) => body),
  ),
  'no-echo': load('Applies the load and answers the status only', call =>
    editJson(call.perform(), ({ status }) => ({ status })),
  ),
  'clock-skew': incentives('403: the signature has expired; not applied', () => refusalOf('skew')),
  'signature-mismatch': incentives('403: the signature does not match; not applied', () =>
    refusalOf('mismatch'),
  ),
}

function load(description: string, play: Fault['play']): Fault {
  return { description, operations: ['LoadAmazonBalance'], play }
}

function incentives(description: string, play: Fault['play']): Fault {
  return { description, operations: INCENTIVES_OPERATIONS, play }
}

function applied(call: PlayableCall, answer: Answer): Answer {
  return { ...answer, applied: call.perform().applied }
}

/** Changes the echoed amount; an answer without one, such as an error, stays as it is. */
function editEcho(call: PlayableCall, edit: (amount: Record<string, unknown>) => object): Answer {
  return editJson(call.perform(), body =>
    isRecord(body.amount) ? { ...body, amount: edit(body.amount) } : body,
  )
}

/** An amount of an answer; a recorded one may be text. */
function numberOf(value: unknown): number {
  return Number(isWrittenNumber(value) ? value.rawJSON : value)
}
