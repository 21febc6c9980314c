// LoadAmazonBalance: the checks in Amazon's (inferred) order, the replay of a known request id, the load.

import type { Answer } from '../answer.ts'
import { ACCOUNTS } from '../login/account.ts'
import { type AgcodError, type Echo, failure, findByMock, findByType, illTyped } from './agcod-error.ts'
import { type AmountUnit, type Limits, limitsOf, toMinor } from './currency.ts'
import type { Ledger } from './ledger.ts'
import { type LoadRequest, parseLoadRequest, type WrittenNumber } from './load-request.ts'

export interface LoadParts {
  readonly ledger: Ledger
  readonly amountUnit: AmountUnit
  readonly clock: () => number
}

/** The only partner this emulator knows. */
export const PARTNER_ID = 'Emul1'

/** Applies the load unless a check says no or its request id is known; then the first result comes again. */
export function performLoad(parts: LoadParts, body: Uint8Array): Answer {
  const request = parseLoadRequest(body)
  if (request === 'null-body') return failLoad(findByType('InvalidRequestInput'), null, null)
  if (request === 'ill-typed') return illTyped()
  const mock = [request.requestId, request.accountId].find(id => id !== null && MOCK_CODE.test(id))
  if (mock) return playMock(request, mock)
  const load = complete(request)
  if (typeof load === 'string') return failLoad(findByType(load), request.requestId, null)
  const objection = object(load, parts)
  if (objection) return failLoad(findByType(objection), load.requestId, echoOf(load))
  return applyOnce(load, parts)
}

/** An Incentives error in the envelope of LoadAmazonBalance; `amount` is echoed by the later checks only. */
export function failLoad(error: AgcodError, requestId: string | null, amount: Echo | null): Answer {
  return failure('LoadAmazonBalance', error, { loadBalanceRequestId: requestId, amount })
}

interface Load {
  readonly requestId: string
  readonly partnerId: string
  readonly amount: WrittenNumber
  readonly currency: string
  readonly accountId: string
}

const MOCK_CODE = /^F[0-5]\d{3}$/

function playMock(request: LoadRequest, code: string): Answer {
  if (code !== 'F0000') return failLoad(findByMock(code), null, null)
  return succeed(request.requestId, request.amount?.number ?? 0, request.currency)
}

/** The request with everything present, or the error for the first thing that is not (F2002 to F2006). */
function complete(request: LoadRequest): Load | string {
  const { requestId, partnerId, amount, currency, accountId } = request
  if (partnerId === null) return 'InvalidPartnerIdInput'
  if (amount === null) return 'InvalidAmountInput'
  if (amount.number <= 0) return 'InvalidAmountValue'
  if (currency === null) return 'InvalidCurrencyCodeInput'
  if (requestId === null) return 'InvalidRequestIdInput'
  return { requestId, partnerId, amount, currency, accountId: accountId ?? '' }
}

/** Checks that run before the ledger is asked, so they also refuse a request id that was loaded before. */
function object(load: Load, { amountUnit }: LoadParts): string | undefined {
  if (load.partnerId !== PARTNER_ID) return 'AccessDenied'
  if (load.requestId.length > 40) return 'RequestIdTooLong'
  if (!load.requestId.startsWith(load.partnerId)) return 'RequestIdMustStartWithPartnerName'
  const limits = limitsOf(load.currency)
  if (!limits) return 'CurrencyCodeMismatch'
  return objectToAmount(toMinor(load.amount.number, limits, amountUnit), limits)
}

function objectToAmount(minor: number, limits: Limits): string | undefined {
  if (minor > limits.maxMinor) return 'MaxAmountExceeded'
  if (minor < limits.minMinor) return 'AmountBelowMinThreshold'
  return Number.isInteger(minor) ? undefined : 'FractionalAmountNotAllowed'
}

function applyOnce(load: Load, { ledger, amountUnit, clock }: LoadParts): Answer {
  const known = ledger.find(load.partnerId, load.requestId)
  if (known) return succeed(known.requestId, Number(known.amount), known.currency)
  const limits = limitsOf(load.currency)
  if (!limits) throw new Error('bug: the currency was checked before')
  const minor = toMinor(load.amount.number, limits, amountUnit)
  const obstacle =
    objectToAccount(load.accountId) ?? (minor > ledger.fundsOf(load.currency) && 'InsufficientFunds')
  if (obstacle) return failLoad(findByType(obstacle), load.requestId, echoOf(load))
  ledger.apply({ ...load, amount: load.amount.text, minor, appliedAt: new Date(clock()).toISOString() })
  return { ...succeed(load.requestId, load.amount.number, load.currency), applied: true }
}

/** Any id of the right shape can be loaded: a real client's test data need not know our cast. */
function objectToAccount(accountId: string): string | undefined {
  if (!/^amzn1\.account\.[A-Z0-9]+$/.test(accountId)) return 'UnknownCustomer'
  const blocked = ACCOUNTS.find(account => account.key === 'blocked')
  return accountId === blocked?.userId ? 'CustomerAccountBlocked' : undefined
}

function echoOf(load: Load): Echo {
  return { currencyCode: load.currency, value: load.amount.number }
}

/** Amounts are answered as floats, so 25 comes back as 25.0 (recorded of CreateGiftCard). */
function succeed(requestId: string | null, value: number, currency: string | null): Answer {
  const digits = Number.isInteger(value) ? value.toFixed(1) : String(value)
  const amount = `{"currencyCode":${JSON.stringify(currency)},"value":${digits}}`
  const body = `{"loadBalanceRequestId":${JSON.stringify(requestId)},"amount":${amount},"status":"SUCCESS"}`
  return { status: 200, body, outcome: 'SUCCESS', applied: false }
}
