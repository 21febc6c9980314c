// The Incentives API's door: one POST path per operation, signature and throttle before anything else.

import express, { type Request, type Router } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import { answerCall, type CallParts, type ServerCall } from '../call.ts'
import { failure, findByMock, findByType, throttled } from './agcod-error.ts'
import { fromMinor } from './currency.ts'
import { claimedRegion, refuseCaller } from './incentives-signature.ts'
import { failLoad, type LoadParts, PARTNER_ID, performLoad } from './load-amazon-balance.ts'
import { isRecord, parseJson } from './load-request.ts'
import type { Throttle } from './throttle.ts'

export interface IncentivesParts extends CallParts, LoadParts {
  readonly region: string
  readonly throttle: Throttle
}

/** Routes for every operation of AGCOD; those not played yet say so. */
export function incentivesRoutes(parts: IncentivesParts): Router {
  const router = express.Router()
  const rawBody = express.raw({ type: () => true, limit: '1mb' })
  for (const operation of [...Object.keys(PLAYED), ...NOT_PLAYED]) {
    router.post(`/${operation}`, rawBody, (req, res) =>
      answerCall(parts, req, res, createCall(parts, operation, req)),
    )
  }
  return router
}

type Perform = (parts: IncentivesParts, body: Uint8Array) => Answer

const PLAYED: Readonly<Record<string, Perform>> = {
  LoadAmazonBalance: performLoad,
  GetAvailableFunds: performFunds,
}

const NOT_PLAYED: readonly string[] = [
  'CreateGiftCard',
  'CancelGiftCard',
  'ActivateGiftCard',
  'DeactivateGiftCard',
  'ActivationStatusCheck',
  'GetGiftCardActivityPage',
  'ValidateAccountForAmazonBalanceLoad',
  'VoidAmazonBalanceLoad',
]

function createCall(parts: IncentivesParts, operation: string, req: Request): ServerCall {
  const body: Uint8Array = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  const { requestId, partnerId } = idsIn(body)
  const perform = PLAYED[operation] ?? (() => notPlayed(operation))
  return {
    operation,
    requestId,
    body,
    region: claimedRegion(req),
    alreadyApplied: requestId !== null && parts.ledger.find(partnerId, requestId) !== undefined,
    refuse: () => refuseCaller(req, body, parts.region, parts.clock()) ?? limit(parts, partnerId, operation),
    perform: () => perform(parts, body),
    fail: mock => failAs(operation, mock, requestId),
  }
}

/** Read apart from the operation's own parsing: a call that is refused is listed with its ids as well. */
function idsIn(body: Uint8Array): { requestId: string | null; partnerId: string } {
  const json = parseJson(body)
  const { loadBalanceRequestId: requestId, partnerId } = isRecord(json) ? json : {}
  return {
    requestId: typeof requestId === 'string' ? requestId : null,
    partnerId: typeof partnerId === 'string' ? partnerId : '',
  }
}

function limit(parts: IncentivesParts, partnerId: string, operation: string): Answer | null {
  return parts.throttle(partnerId, operation, parts.clock()) ? null : throttled()
}

function failAs(operation: string, mock: string, requestId: string | null): Answer {
  const error = findByMock(mock)
  if (operation === 'LoadAmazonBalance') return failLoad(error, requestId, null)
  return failure(operation, error, FUNDS_ECHO)
}

const FUNDS_ECHO = { availableFunds: null, timestamp: null }

function performFunds(parts: IncentivesParts, body: Uint8Array): Answer {
  const { partnerId } = idsIn(body)
  if (partnerId === '') return failAs('GetAvailableFunds', 'F2002', null)
  if (partnerId !== PARTNER_ID) return failure('GetAvailableFunds', findByType('AccessDenied'), FUNDS_ECHO)
  const currencyCode = parts.ledger.currency()
  const amount = fromMinor(parts.ledger.fundsOf(currencyCode), currencyCode, parts.amountUnit)
  const timestamp = new Date(parts.clock()).toISOString().replace(/[-:]|\.\d+/g, '')
  return jsonAnswer(
    200,
    { availableFunds: { amount, currencyCode }, status: 'SUCCESS', timestamp },
    'SUCCESS',
  )
}

function notPlayed(operation: string): Answer {
  return jsonAnswer(501, { message: `The emulator does not play ${operation} yet` }, 'not implemented')
}
