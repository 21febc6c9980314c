// The road of every gift-card operation: read, mock code, what is missing, what stands against it, or done.
// An operation adds only what is its own; a refusal that came late leaves a failed activity (recorded).

import { type Answer, jsonAnswer } from '../../answer.ts'
import { type AgcodError, type Echo, failure, findByMock, findByType, illTyped } from '../agcod-error.ts'
import type { Operation, OperationParts } from '../operation.ts'
import {
  type GiftCardRequest,
  type IdentifiedCard,
  mockCodeOf,
  parseGiftCardRequest,
} from './gift-card-request.ts'

/** What an operation did, or found done before. */
export interface Done {
  /** The members of the answer but `status`. */
  readonly members: Echo
  readonly gcId: string | null
  /** False for a repeat. */
  readonly real: boolean
}

export interface GiftCardOperation<Complete extends IdentifiedCard> {
  readonly name: string
  readonly idMember: string
  /** As the activity page calls it; null leaves no activity. */
  readonly activityType: string | null
  /** The request with everything it needs, or the error type for the first thing that is missing. */
  complete(request: GiftCardRequest): Complete | string
  /** Does it, or returns the error type of what stands against it. */
  perform(request: Complete, parts: OperationParts): Done | string
  /** The members of a failure; the request is null when it failed before it was looked at in full. */
  echo(requestId: string | null, request: Complete | null): Echo
  /** The answer to F0000. */
  playSuccess(request: GiftCardRequest): Echo
}

/** @returns the operation as the door takes it. */
export function giftCardOperation<Complete extends IdentifiedCard>(
  operation: GiftCardOperation<Complete>,
): Operation {
  const { idMember } = operation
  return {
    idMember,
    perform: (parts, body) => perform(operation, parts, parseGiftCardRequest(body, idMember)),
    fail: (error, requestId) => fail(operation, error, requestId),
  }
}

function perform<Complete extends IdentifiedCard>(
  operation: GiftCardOperation<Complete>,
  parts: OperationParts,
  request: ReturnType<typeof parseGiftCardRequest>,
): Answer {
  if (request === 'null-body') return fail(operation, findByType('InvalidRequestInput'), null)
  if (request === 'ill-typed') return illTyped()
  const mock = mockCodeOf(request)
  if (mock === 'F0000') return succeed(operation.playSuccess(request), false)
  if (mock) return fail(operation, findByMock(mock), null)
  const complete = operation.complete(request)
  if (typeof complete === 'string') return fail(operation, findByType(complete), request.requestId)
  const done = operation.perform(complete, parts)
  record(operation, parts, complete, done)
  if (typeof done !== 'string') return succeed(done.members, done.real)
  return failure(operation.name, findByType(done), operation.echo(complete.requestId, complete))
}

function fail<Complete extends IdentifiedCard>(
  { name, echo }: GiftCardOperation<Complete>,
  error: AgcodError,
  requestId: string | null,
): Answer {
  return failure(name, error, echo(requestId, null))
}

function succeed(members: Echo, applied: boolean): Answer {
  return { ...jsonAnswer(200, { ...members, status: 'SUCCESS' }, 'SUCCESS'), applied }
}

function record<Complete extends IdentifiedCard>(
  { activityType }: GiftCardOperation<Complete>,
  { activities, clock }: OperationParts,
  { partnerId, requestId, gcId, cardNumber, amount, currency }: Complete,
  done: Done | string,
): void {
  if (activityType === null) return
  const outcome =
    typeof done === 'string'
      ? { gcId, failure: done, real: false }
      : { gcId: done.gcId, failure: null, real: done.real }
  const at = new Date(clock()).toISOString()
  activities.record({
    at,
    type: activityType,
    partnerId,
    requestId,
    cardNumber,
    amount,
    currency,
    ...outcome,
  })
}
