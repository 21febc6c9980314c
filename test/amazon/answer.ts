// Answers of LoadAmazonBalance as Amazon words them, put through the classification as the client does.
import { classify } from '../../src/amazon/classification.ts'
import type { Answer } from '../../src/domain/outcome.ts'
import type { AmountUnit } from '../../src/domain/partner-account.ts'

export const id = 'Acme17KQ2M9XA0123456789ABCDEFGH'
export const usd = { amountMinor: 2500, currency: 'USD' }

export type Terms = {
  echo?: 'required' | 'optional'
  money?: { amountMinor: number; currency: string }
  unit?: AmountUnit
}

export function answerTo(
  status: number,
  body: unknown,
  { echo = 'required', money = usd, unit = 'major' }: Terms = {},
): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return classify({ status, headers: {}, text }, { requestId: id, money, amountUnit: unit, echo })
}

export function success(changes: object = {}): object {
  return {
    loadBalanceRequestId: id,
    amount: { currencyCode: 'USD', value: 25 },
    status: 'SUCCESS',
    ...changes,
  }
}

export function failure(
  errorCode: string,
  errorType: string,
  message: string | null = null,
  status = 'FAILURE',
): object {
  const __type = 'LoadAmazonBalanceResponse:http://internal.amazon.com/coral/com.amazonaws.agcod/'
  return {
    agcodResponse: { __type, loadBalanceRequestId: null, amount: null, status },
    errorCode,
    errorType,
    message,
  }
}

export const summary = ({ outcome, applied, hold, throttled }: Answer) => [outcome, applied, hold, throttled]
export const unknown = ['unknown', 'unproven', null, false]
export const echoHold = ['unknown', 'unproven', 'echo', false]
export const deposited = ['deposited', 'yes', null, false]
export const refused = ['refused', 'no', null, false]
export const holds = (reason: string) => ['ours', 'no', reason, false]
export const throttled = ['ours', 'unproven', null, true]
