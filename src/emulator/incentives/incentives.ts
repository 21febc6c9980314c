// The Incentives API's door: one POST path per operation, signature and throttle before anything else.
// Reads and writes XML for those who speak it; behind the door everything is JSON.

import express, { type Request, type Router } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import { arrivedMs } from '../arrival.ts'
import { isTooLarge, readBody } from '../body.ts'
import { answerCall, type CallParts, type ServerCall } from '../call.ts'
import { bodyTooLarge, findByMock, throttled } from './agcod-error.ts'
import { getAvailableFunds } from './get-available-funds.ts'
import { activateGiftCard } from './gift-card/activate-gift-card.ts'
import { activationStatusCheck } from './gift-card/activation-status-check.ts'
import { cancelGiftCard } from './gift-card/cancel-gift-card.ts'
import { createGiftCard } from './gift-card/create-gift-card.ts'
import { deactivateGiftCard } from './gift-card/deactivate-gift-card.ts'
import { getGiftCardActivityPage } from './gift-card/get-gift-card-activity-page.ts'
import { claimedRegion, refuseCaller, type SignatureParts } from './incentives-signature.ts'
import { isRecord, parseJson, text } from './json.ts'
import { loadAmazonBalance } from './load-amazon-balance.ts'
import type { Operation, OperationParts } from './operation.ts'
import type { Throttle } from './throttle.ts'

export interface IncentivesParts extends CallParts, OperationParts, SignatureParts {
  readonly throttle: Throttle
}

/** Routes for every operation of AGCOD; those not played say so. */
export function incentivesRoutes(parts: IncentivesParts): Router {
  const router = express.Router()
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    router.post(`/${name}`, readBody('1mb'), async (req, res) => {
      const body: Uint8Array = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
      // Loaded by the first who speaks it: it would be a tenth of the start.
      const xml = speaksXml(req, body) ? await import('./xml.ts') : null
      const readable = xml && isXml(body) ? xml.readXml(name, body) : body
      const call = createCall(parts, { name, operation, req, atMs: arrivedMs(res), body, readable })
      const tooLarge = isTooLarge(res) ? { body: null, refuse: bodyTooLarge } : {}
      const render = (answer: Answer) => (xml && wantsXml(req, body) ? xml.renderXml(name, answer) : answer)
      await answerCall(parts, req, res, { ...call, ...tooLarge, render })
    })
  }
  return router
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  LoadAmazonBalance: loadAmazonBalance,
  GetAvailableFunds: getAvailableFunds,
  CreateGiftCard: createGiftCard,
  CancelGiftCard: cancelGiftCard,
  ActivateGiftCard: activateGiftCard,
  DeactivateGiftCard: deactivateGiftCard,
  ActivationStatusCheck: activationStatusCheck,
  GetGiftCardActivityPage: getGiftCardActivityPage,
  ValidateAccountForAmazonBalanceLoad: notPlayed(
    'its answer is not known, and Login and Receive has no use for it',
  ),
  VoidAmazonBalanceLoad: notPlayed('neither body nor answer is known, nor whether Login and Receive has it'),
}

/** An operation nobody here knows enough about: inventing an answer would only mislead. */
function notPlayed(why: string): Operation {
  const answer = () =>
    jsonAnswer(501, { message: `The emulator does not play this: ${why}` }, 'not implemented')
  return { idMember: null, perform: answer, fail: answer }
}

interface Received {
  readonly name: string
  readonly operation: Operation
  readonly req: Request
  readonly atMs: number
  /** As it came and was signed. */
  readonly body: Uint8Array
  /** The same in JSON. */
  readonly readable: Uint8Array
}

function createCall(parts: IncentivesParts, received: Received): ServerCall {
  const { name, operation, req, atMs, body, readable } = received
  const { requestId, partnerId } = idsIn(readable, operation)
  return {
    operation: name,
    requestId,
    body,
    region: claimedRegion(req),
    alreadyApplied: requestId !== null && parts.ledger.find(partnerId, requestId) !== undefined,
    refuse: () => refuseCaller(req, body, parts) ?? limit(parts, partnerId, name, atMs),
    perform: () => operation.perform(parts, readable),
    fail: mock => operation.fail(findByMock(mock), requestId),
  }
}

/** Read apart from the operation's own parsing: a call that is refused is listed with its ids as well. */
function idsIn(body: Uint8Array, { idMember }: Operation): { requestId: string | null; partnerId: string } {
  const json = parseJson(body)
  if (!isRecord(json)) return { requestId: null, partnerId: '' }
  return { requestId: idMember && text(json[idMember]), partnerId: text(json.partnerId) ?? '' }
}

function limit(
  { throttle }: IncentivesParts,
  partnerId: string,
  operation: string,
  atMs: number,
): Answer | null {
  return throttle(partnerId, operation, atMs) ? null : throttled()
}

function speaksXml(req: Request, body: Uint8Array): boolean {
  return isXml(body) || wantsXml(req, body)
}

/** Whatever the content type says: Amazon's own sample sent XML as a form (recorded). */
function isXml(body: Uint8Array): boolean {
  return /^\uFEFF?\s*</.test(Buffer.from(body.subarray(0, 100)).toString('utf8'))
}

/** What `accept` names first; if neither, what the caller speaks itself (assumed). */
function wantsXml(req: Request, body: Uint8Array): boolean {
  const named = /json|xml/i.exec(req.headers.accept ?? '')?.[0].toLowerCase()
  return named === undefined ? isXml(body) : named === 'xml'
}
