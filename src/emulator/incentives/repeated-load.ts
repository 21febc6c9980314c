// What a request id is answered that was loaded before: nobody knows, so the current world decides.

import type { Answer } from '../answer.ts'
import type { Load } from '../journal.ts'
import type { World } from '../world/world.ts'
import { type AgcodError, failure, findByType } from './agcod-error.ts'
import type { CompleteLoad } from './load-request.ts'
import { replayLoad } from './load-success.ts'
import type { OperationParts } from './operation.ts'

/** The answer to a known request id, or null for one that is new, forgotten, or new for this account. */
export function answerRepeat(request: CompleteLoad, parts: OperationParts): Answer | null {
  const world = parts.world.now()
  const known = findKnown(request, parts, world)
  if (!known) return null
  const error = objectToRepeat(request, known, world)
  if (!error) return replayLoad(parts, known)
  return failure('LoadAmazonBalance', error, { loadBalanceRequestId: request.requestId, amount: null })
}

function findKnown(request: CompleteLoad, { ledger, clock }: OperationParts, world: World): Load | undefined {
  const { partnerId, requestId, accountId } = request
  const known = ledger.find(
    partnerId,
    requestId,
    world.sameIdOtherAccount === 'accept' ? accountId : undefined,
  )
  const minutes = world.idsForgottenAfterMinutes
  const forgotten = known && minutes !== null && clock() - Date.parse(known.appliedAt) >= minutes * 60_000
  return forgotten ? undefined : known
}

function objectToRepeat(request: CompleteLoad, known: Load, world: World): AgcodError | null {
  const otherAccount = request.accountId !== known.accountId
  if (otherAccount && world.sameIdOtherAccount === 'refuse') return ID_USED
  const otherAmount = request.amount !== Number(known.amount) || request.currency !== known.currency
  if (otherAmount && world.sameIdOtherAmount === 'refuse') return ID_USED
  return world.repeatAfterSuccess === 'refuse' ? findByType('MaxAmountExceeded') : null
}

/** Invented: Amazon publishes no error for it. */
const ID_USED: AgcodError = {
  errorCode: 'F200',
  errorType: 'RequestIdAlreadyUsed',
  message: 'Request Id Already Used',
}
