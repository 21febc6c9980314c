// LoadAmazonBalance: the checks in Amazon's (inferred) order, then the load. Where nobody knows the order or the
// answer, the current world decides; what a known request id is answered is told by repeated-load.ts.

import type { Answer } from '../answer.ts'
import { ACCOUNTS } from '../login/account.ts'
import { playRecorded } from '../world/recorded-answer.ts'
import type { World } from '../world/world.ts'
import { type AgcodError, failure, findByMock, findByType, illTyped, MOCK_CODE } from './agcod-error.ts'
import { objectToAmount, toMinor } from './currency.ts'
import { float } from './json.ts'
import { type CompleteLoad, type LoadRequest, parseLoadRequest } from './load-request.ts'
import { succeedLoad } from './load-success.ts'
import type { Operation, OperationParts } from './operation.ts'
import { answerRepeat } from './repeated-load.ts'
import { objectToIds, valued } from './request.ts'

export const loadAmazonBalance: Operation = { idMember: 'loadBalanceRequestId', perform, fail }

/** Applies the load unless a check says no or its request id is known. */
function perform(parts: OperationParts, body: Uint8Array): Answer {
  const request = parseLoadRequest(body)
  if (request === 'null-body') return fail(findByType('InvalidRequestInput'), null)
  if (request === 'ill-typed') return illTyped()
  const mock = mockCodeIn(request, parts.world.now())
  if (mock) return playMock(parts, request, mock)
  const load = valued(request)
  if (typeof load === 'string') return fail(findByType(load), request.requestId)
  return decide({ ...load, accountId: load.accountId ?? '' }, parts)
}

function fail(error: AgcodError, requestId: string | null): Answer {
  return failure('LoadAmazonBalance', error, { loadBalanceRequestId: requestId, amount: null })
}

function mockCodeIn({ requestId, accountId }: LoadRequest, world: World): string | null | undefined {
  const places = { both: [requestId, accountId], 'request-id': [requestId], 'account-id': [accountId] }
  return places[world.mockCodeIn].find(id => id !== null && MOCK_CODE.test(id))
}

function playMock(parts: OperationParts, request: LoadRequest, code: string): Answer {
  const recorded = parts.record.answers[code]
  // A success that is not fitted to this request would be one about another.
  if (code === 'F0000' && recorded?.sent === undefined) return succeedLoad(parts, request)
  const error = findByMock(code)
  if (!recorded) return fail(error, null)
  const outcome = code === 'F0000' ? 'SUCCESS' : `${error.errorCode} ${error.errorType}`
  return playRecorded(recorded, request, outcome)
}

function decide(load: CompleteLoad, parts: OperationParts): Answer {
  const early = objectToRequest(load, parts)
  if (early) return refuse(load, early)
  const late = objectToTransfer(load, parts)
  if (late && parts.world.now().checksBeforeReplay === 'everything') return refuseTransfer(load, late, parts)
  return answerRepeat(load, parts) ?? (late ? refuseTransfer(load, late, parts) : apply(load, parts))
}

/** Checks that run before the ledger is asked, so they also refuse a request id that was loaded before. */
function objectToRequest(load: CompleteLoad, { world, amountUnit }: OperationParts): string | undefined {
  const objection = objectToIds(load)
  if (objection) return objection
  if (world.now().idSeparators === 'refused' && /[^A-Za-z0-9]/.test(load.requestId))
    return 'InvalidRequestIdInput'
  return objectToAmount(load.amount, load.currency, amountUnit)
}

/** Checks of what the money is for and where it comes from. */
function objectToTransfer(load: CompleteLoad, parts: OperationParts): string | undefined {
  const world = parts.world.now()
  const remembered = world.refusals === 'remembered' ? parts.refusals.get(load.requestId) : undefined
  const outOfFunds =
    toMinor(load.amount, load.currency, parts.amountUnit) > parts.ledger.fundsOf(load.currency)
  return remembered ?? objectToAccount(load, world) ?? (outOfFunds ? 'InsufficientFunds' : undefined)
}

/** Any id of the right shape can be loaded: a real client's test data need not know our cast. */
function objectToAccount({ accountId, accountType }: CompleteLoad, world: World): string | undefined {
  const { accountTypes, realAccountLoads } = world
  if (accountTypes !== 'any' && !accountTypes.some(type => type === accountType)) return 'BadInput'
  if (!realAccountLoads || !/^amzn1\.account\.[A-Z0-9]+$/.test(accountId)) return 'UnknownCustomer'
  return ACCOUNTS.find(({ userId }) => userId === accountId)?.loadError
}

/** Unlike an incomplete request, one that was looked at in full has its amount echoed. */
function refuse({ requestId, currency, amount }: CompleteLoad, errorType: string): Answer {
  const money = { currencyCode: currency, value: float(amount) }
  const echo = { loadBalanceRequestId: requestId, amount: money }
  return failure('LoadAmazonBalance', findByType(errorType), echo)
}

function refuseTransfer(load: CompleteLoad, errorType: string, { refusals, world }: OperationParts): Answer {
  if (world.now().refusals === 'remembered') refusals.set(load.requestId, errorType)
  return refuse(load, errorType)
}

function apply(load: CompleteLoad, parts: OperationParts): Answer {
  const { partnerId, requestId, accountId, currency, digits } = load
  const appliedAt = new Date(parts.clock()).toISOString()
  const minor = toMinor(load.amount, currency, parts.amountUnit)
  parts.ledger.apply({ partnerId, requestId, accountId, amount: digits, currency, minor, appliedAt })
  return { ...succeedLoad(parts, load), applied: true }
}
