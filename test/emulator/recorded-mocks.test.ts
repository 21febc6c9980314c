// The mock codes as others recorded them in Amazon's sandbox (Japan, 2022): the same calls give the same bytes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxAt } from './sandbox.ts'

test('F0000 is a success with the request id F0000 and fixed codes', async t => {
  const { create } = await sandboxAt(t, 'us-west-2', '2022-06-10T09:09:42Z')
  const { status, text } = await create('F0000', 500, 'JPY')
  assert.deepEqual(
    [status, text],
    [
      200,
      '{"cardInfo":{"cardNumber":null,"cardStatus":"Fulfilled","expirationDate":null,"value":{"amount":500.0,"currencyCode":"JPY"}},"creationRequestId":"F0000","gcClaimCode":"ZYXW-VUTS-RQPO","gcExpirationDate":null,"gcId":"ABC123ZYX987","status":"SUCCESS"}',
    ],
  )
})

const MOCKS: readonly (readonly [code: string, type: string, message: string])[] = [
  ['F1000', 'GeneralError', 'General Error'],
  ['F2003', 'InvalidAmountInput', "Amount can't be null"],
  ['F2004', 'InvalidAmountValue', 'Amount must be larger than 0'],
  ['F2005', 'InvalidCurrencyCodeInput', "Currency Code can't be null or empty"],
  [
    'F2010',
    'CardAlreadyActivatedWithDifferentRequestId',
    'The card was already activated with a different request id',
  ],
  ['F2015', 'MaxAmountExceeded', 'Max Amount Exceeded'],
  ['F2016', 'CurrencyCodeMismatch', 'Currency Code Mismatch'],
  ['F2017', 'FractionalAmountNotAllowed', 'Fractional Amount Not Allowed'],
  [
    'F2047',
    'CancelRequestArrivedAfterTimeLimit',
    'Cancellation cannot be processed as too much time has elapsed since creation',
  ],
  ['F3003', 'InsufficientFunds', 'Insufficient Funds'],
  ['F3005', 'GeneralError', 'General Error'],
  ['F3010', 'CustomerSurpassedDailyVelocityLimit', 'Customer has exceeded daily velocity limit'],
  ['F4000', 'SystemTemporarilyUnavailable', 'System Temporarily Unavailable'],
  ['F5000', 'GeneralError', 'General Error'],
]

test('each mock code gives its class, name and message, and an envelope of nulls', async t => {
  const { create } = await sandboxAt(t, 'us-west-2', '2022-06-10T09:09:42Z')
  for (const [code, type, message] of MOCKS) {
    const status = code === 'F4000' ? 'RESEND' : 'FAILURE'
    const { status: http, text } = await create(code, 500, 'JPY')
    assert.notEqual(http, 200)
    assert.equal(
      text,
      `{"agcodResponse":{"__type":"CreateGiftCardResponse:http://internal.amazon.com/coral/com.amazonaws.agcod/","cardInfo":null,"creationRequestId":null,"gcClaimCode":null,"gcExpirationDate":null,"gcId":null,"status":"${status}"},"errorCode":"${code.slice(0, 2)}00","errorType":"${type}","message":"${message}"}`,
    )
  }
})
