// CancelGiftCard: undoes the creation that its request id names, within 15 minutes; a repeat says SUCCESS again.

import type { Echo } from '../agcod-error.ts'
import type { OperationParts } from '../operation.ts'
import { identified, objectToIds } from '../request.ts'
import { type Done, giftCardOperation } from './gift-card-operation.ts'
import type { IdentifiedCard } from './gift-card-request.ts'

export const cancelGiftCard = giftCardOperation<IdentifiedCard>({
  name: 'CancelGiftCard',
  idMember: 'creationRequestId',
  activityType: 'GCCancellation',
  complete: identified,
  perform: (request, parts) => objectToIds(request) ?? cancelOnce(request, parts),
  echo: requestId => membersOf(requestId, null),
  playSuccess: ({ gcId }) => membersOf('F0000', gcId),
})

const MOST_MS = 15 * 60_000

/** Recorded: what was cancelled in time is confirmed for ever, an unknown card is an operation not permitted. */
function cancelOnce({ partnerId, requestId, gcId }: IdentifiedCard, parts: OperationParts): Done | string {
  const card = parts.giftCards.find(partnerId, requestId)
  if (!card || (gcId !== null && gcId !== card.gcId)) return 'OperationNotPermitted'
  const done = { members: membersOf(requestId, card.gcId), gcId: card.gcId }
  if (card.cancelled) return { ...done, real: false }
  if (parts.clock() - Date.parse(card.createdAt) > MOST_MS) return 'CancelRequestArrivedAfterTimeLimit'
  parts.giftCards.put({ ...card, cancelled: true })
  parts.ledger.spend(card.currency, -card.minor)
  return { ...done, real: true }
}

function membersOf(requestId: string | null, gcId: string | null): Echo {
  return { creationRequestId: requestId, gcId }
}
