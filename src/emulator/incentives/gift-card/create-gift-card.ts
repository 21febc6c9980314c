// CreateGiftCard: checks in the order the recordings show, the same card again for a known request id, a new card.

import type { GiftCard } from '../../journal.ts'
import type { Echo } from '../agcod-error.ts'
import { objectToAmount, toMinor } from '../currency.ts'
import { longDate } from '../date-text.ts'
import type { OperationParts } from '../operation.ts'
import { objectToIds, valued } from '../request.ts'
import { cardInfoOf } from './card-info.ts'
import { expiryOf, identifiersOf } from './gift-card.ts'
import { type Done, giftCardOperation } from './gift-card-operation.ts'
import type { ValuedCard } from './gift-card-request.ts'

export const createGiftCard = giftCardOperation<ValuedCard>({
  name: 'CreateGiftCard',
  idMember: 'creationRequestId',
  activityType: 'GCCreation',
  complete: valued,
  perform: (request, parts) => object(request) ?? createOnce(request, parts),
  echo: (requestId, request) => membersOf(requestId, request && cardInfoOf(null, null, request), null),
  playSuccess: request => membersOf('F0000', cardInfoOf(null, 'Fulfilled', request), PLAYED),
})

/** Recorded: what Amazon's sandbox answers to F0000. */
const PLAYED: Issued = { claimCode: 'ZYXW-VUTS-RQPO', gcId: 'ABC123ZYX987', expiresAt: null }

/** Checks that run before the cards are asked, so they also refuse a request id that is known (recorded). */
function object(request: ValuedCard): string | undefined {
  const { externalReference, amount, currency } = request
  const objection = objectToIds(request)
  if (objection) return objection
  if ((externalReference ?? '').length > 100) return 'ExternalReferenceTooLong'
  const reason = objectToAmount(amount, currency, 'major')
  // Recorded for 20,000 GBP: of a gift card, too much is an operation not permitted.
  return reason === 'MaxAmountExceeded' ? 'OperationNotPermitted' : reason
}

function createOnce(request: ValuedCard, parts: OperationParts): Done | string {
  const { partnerId, requestId, amount, currency } = request
  const known = parts.giftCards.find(partnerId, requestId)
  if (known) return doneWith(known, false)
  const minor = toMinor(amount, currency, 'major')
  if (minor > parts.ledger.fundsOf(currency)) return 'InsufficientFunds'
  const createdAt = new Date(parts.clock()).toISOString()
  const identifiers = identifiersOf(partnerId, requestId)
  const card = { partnerId, requestId, ...identifiers, amount, currency, minor, createdAt, cancelled: false }
  parts.giftCards.put(card)
  parts.ledger.spend(currency, minor)
  return doneWith(card, true)
}

function doneWith(card: GiftCard, real: boolean): Done {
  const { requestId, gcId, cancelled } = card
  const cardInfo = cardInfoOf(null, cancelled ? 'RefundedToPurchaser' : 'Fulfilled', card)
  return { members: membersOf(requestId, cardInfo, { ...card, expiresAt: expiryOf(card) }), gcId, real }
}

interface Issued {
  readonly claimCode: string
  readonly gcId: string
  readonly expiresAt: number | null
}

function membersOf(requestId: string | null, cardInfo: Echo | null, issued: Issued | null): Echo {
  return {
    cardInfo,
    creationRequestId: requestId,
    gcClaimCode: issued?.claimCode ?? null,
    gcExpirationDate: issued?.expiresAt ? longDate(issued.expiresAt) : null,
    gcId: issued?.gcId ?? null,
  }
}
