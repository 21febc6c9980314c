// Faults of the Incentives API: its own error answers, with and without the money applied, and wrong echoes.

import { type Answer, jsonAnswer } from '../answer.ts'
import { throttled } from '../incentives/agcod-error.ts'
import { refusalOf } from '../incentives/incentives-signature.ts'
import type { Fault, Operation, PlayableCall } from './playable.ts'
import { editJson } from './transport-fault.ts'

export const INCENTIVES_FAULTS: Readonly<Record<string, Fault>> = {
  f100: both('F100 GeneralError; not applied', call => call.fail('F1000')),
  f400: both('F400 SystemTemporarilyUnavailable with status RESEND; not applied', call => call.fail('F4000')),
  'f400-applied': load('Applies the load, then answers F400', call => applied(call, call.fail('F4000'))),
  f500: both('F500 GeneralError; not applied', call => call.fail('F5000')),
  'resend-200': load('HTTP 200 with status RESEND; not applied', () =>
    jsonAnswer(200, { status: 'RESEND' }, 'RESEND'),
  ),
  'failure-200': load('HTTP 200 with status FAILURE and no error; not applied', () =>
    jsonAnswer(200, { status: 'FAILURE' }, 'FAILURE'),
  ),
  'pending-200': load('Applies the load, then answers HTTP 200 with status PENDING', call =>
    editJson(call.perform(), body => ({ ...body, status: 'PENDING' })),
  ),
  throttle: both('Rate exceeded; not applied', () => throttled()),
  'throttle-applied': load('Applies the load, then answers Rate exceeded', call =>
    applied(call, throttled()),
  ),
  refuse: load('F200 MaxAmountExceeded; not applied', call => call.fail('F2015')),
  'no-after-applied': load(
    'F200 MaxAmountExceeded for a request id already in the ledger; others pass',
    call => (call.alreadyApplied ? call.fail('F2015') : null),
  ),
  'insufficient-funds': load('F300 InsufficientFunds; not applied', call => call.fail('F3003')),
  contract: both('F300 ActiveContractNotFound; not applied', call => call.fail('F3008')),
  'wrong-echo-amount': load('Applies the load and echoes one unit more', call =>
    editJson(call.perform(), body => ({ ...body, amount: oneMore(body.amount) })),
  ),
  'wrong-echo-id': load('Applies the load and echoes another request id', call =>
    editJson(call.perform(), body => ({ ...body, loadBalanceRequestId: `${body.loadBalanceRequestId}X` })),
  ),
  'no-echo': load('Applies the load and answers the status only', call =>
    editJson(call.perform(), ({ status }) => ({ status })),
  ),
  'clock-skew': both('403: the signature has expired; not applied', () => refusalOf('skew')),
  'signature-mismatch': both('403: the signature does not match; not applied', () => refusalOf('mismatch')),
}

type Play = (call: PlayableCall) => Answer | null

function load(description: string, play: Play): Fault {
  return fault(description, ['LoadAmazonBalance'], play)
}

function both(description: string, play: Play): Fault {
  return fault(description, ['LoadAmazonBalance', 'GetAvailableFunds'], play)
}

function fault(description: string, operations: readonly Operation[], play: Play): Fault {
  return { description, operations, play }
}

function applied(call: PlayableCall, answer: Answer): Answer {
  return { ...answer, applied: call.perform().applied }
}

function oneMore(amount: unknown): unknown {
  if (typeof amount !== 'object' || amount === null || !('value' in amount)) return amount
  return { ...amount, value: Number(amount.value) + 1 }
}
