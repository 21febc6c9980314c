// LoadAmazonBalance: the checks in Amazon's (inferred) order, then the load. Where nobody knows the order or the
// answer, the current world decides; what a known request id is answered is told by repeated-load.ts.

import type { Answer } from '../answer.ts'
import { ACCOUNTS } from '../login/account.ts'
import { playRecorded } from '../world/recorded-answer.ts'
import type { World } from '../world/world.ts'
import {
  type AgcodError,
  type Echo,
  failure,
  findByMock,
  findByType,
  illTyped,
  MOCK_CODE,
} from './agcod-error.ts'
import { type AmountUnit, limitsOf, minorOf, objectToAmount } from './currency.ts'
import { type LoadRequest, parseLoadRequest, type WrittenNumber } from './load-request.ts'
import { type SuccessParts, succeedLoad } from './load-success.ts'
import { answerRepeat, type RepeatParts } from './repeated-load.ts'
import { objectToIds } from './request-id.ts'

export interface LoadParts extends RepeatParts, SuccessParts {
  readonly amountUnit: AmountUnit
  /** Error types by request id, where the world remembers refusals. */
  readonly refusals: Map<string, string>
}

/** Applies the load unless a check says no or its request id is known. */
export function performLoad(parts: LoadParts, body: Uint8Array): Answer {
  const request = parseLoadRequest(body)
  if (request === 'null-body') return failLoad(findByType('InvalidRequestInput'), null, null)
  if (request === 'ill-typed') return illTyped()
  const mock = mockCodeIn(request, parts.world.now())
  if (mock) return playMock(parts, request, mock)
  const load = complete(request)
  if (typeof load === 'string') return failLoad(findByType(load), request.requestId, null)
  return decide(load, parts)
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
  readonly accountType: unknown
}

function mockCodeIn({ requestId, accountId }: LoadRequest, world: World): string | null | undefined {
  const places = { both: [requestId, accountId], 'request-id': [requestId], 'account-id': [accountId] }
  return places[world.mockCodeIn].find(id => id !== null && MOCK_CODE.test(id))
}

function playMock(parts: LoadParts, request: LoadRequest, code: string): Answer {
  const echoed = { ...request, amount: request.amount?.number ?? null }
  const recorded = parts.record.answers[code]
  // A success that is not fitted to this request would be one about another.
  if (code === 'F0000' && recorded?.sent === undefined) return succeedLoad(parts, echoed)
  const error = findByMock(code)
  if (!recorded) return failLoad(error, null, null)
  const outcome = code === 'F0000' ? 'SUCCESS' : `${error.errorCode} ${error.errorType}`
  return playRecorded(recorded, echoed, outcome)
}

/** The request with everything present, or the error for the first thing that is not (F2002 to F2006). */
function complete(request: LoadRequest): Load | string {
  const { requestId, partnerId, amount, currency, accountId, accountType } = request
  if (partnerId === null) return 'InvalidPartnerIdInput'
  if (amount === null) return 'InvalidAmountInput'
  if (amount.number <= 0) return 'InvalidAmountValue'
  if (currency === null) return 'InvalidCurrencyCodeInput'
  if (requestId === null) return 'InvalidRequestIdInput'
  return { requestId, partnerId, amount, currency, accountId: accountId ?? '', accountType }
}

function decide(load: Load, parts: LoadParts): Answer {
  const early = objectToRequest(load, parts)
  if (early) return refuse(load, early)
  const late = objectToTransfer(load, parts)
  if (late && parts.world.now().checksBeforeReplay === 'everything') return refuseTransfer(load, late, parts)
  return answerRepeat(load, parts) ?? (late ? refuseTransfer(load, late, parts) : apply(load, parts))
}

/** Checks that run before the ledger is asked, so they also refuse a request id that was loaded before. */
function objectToRequest(load: Load, parts: LoadParts): string | undefined {
  const objection = objectToIds(load)
  if (objection) return objection
  if (parts.world.now().idSeparators === 'refused' && /[^A-Za-z0-9]/.test(load.requestId))
    return 'InvalidRequestIdInput'
  const limits = limitsOf(load.currency)
  return limits
    ? objectToAmount(minorOf(load.amount.number, load.currency, parts.amountUnit), limits)
    : 'CurrencyCodeMismatch'
}

/** Checks of what the money is for and where it comes from. */
function objectToTransfer(load: Load, parts: LoadParts): string | undefined {
  const world = parts.world.now()
  const remembered = world.refusals === 'remembered' ? parts.refusals.get(load.requestId) : undefined
  const outOfFunds =
    minorOf(load.amount.number, load.currency, parts.amountUnit) > parts.ledger.fundsOf(load.currency)
  return remembered ?? objectToAccount(load, world) ?? (outOfFunds ? 'InsufficientFunds' : undefined)
}

/** Any id of the right shape can be loaded: a real client's test data need not know our cast. */
function objectToAccount({ accountId, accountType }: Load, world: World): string | undefined {
  const { accountTypes, realAccountLoads } = world
  if (accountTypes !== 'any' && !accountTypes.some(type => type === accountType)) return 'BadInput'
  if (!realAccountLoads || !/^amzn1\.account\.[A-Z0-9]+$/.test(accountId)) return 'UnknownCustomer'
  return ACCOUNTS.find(({ userId }) => userId === accountId)?.loadError
}

function refuse(load: Load, errorType: string): Answer {
  const echo = { currencyCode: load.currency, value: load.amount.number }
  return failLoad(findByType(errorType), load.requestId, echo)
}

function refuseTransfer(load: Load, errorType: string, { refusals, world }: LoadParts): Answer {
  if (world.now().refusals === 'remembered') refusals.set(load.requestId, errorType)
  return refuse(load, errorType)
}

function apply(load: Load, parts: LoadParts): Answer {
  const { partnerId, requestId, accountId, currency, amount } = load
  const appliedAt = new Date(parts.clock()).toISOString()
  const minor = minorOf(load.amount.number, load.currency, parts.amountUnit)
  parts.ledger.apply({ partnerId, requestId, accountId, amount: amount.text, currency, minor, appliedAt })
  return { ...succeedLoad(parts, { ...load, amount: amount.number }), applied: true }
}
