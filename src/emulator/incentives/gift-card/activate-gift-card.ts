// ActivateGiftCard: puts money on a physical card; the same request again confirms it.
// Which error says what is wrong is assumed from its name, except for another request id (recorded wording).

import { objectToAmount, toMinor } from '../currency.ts'
import type { OperationParts } from '../operation.ts'
import { type Valued, valued } from '../request.ts'
import { type OfCard, ofCard, physicalCardOperation } from './physical-card.ts'

type Complete = OfCard & Valued

export const activateGiftCard = physicalCardOperation<Complete>({
  name: 'ActivateGiftCard',
  idMember: 'activationRequestId',
  activityType: 'GCActivation',
  played: 'Activated',
  complete: request => ofCard(request, valued),
  perform: (request, parts) =>
    objectToAmount(request.amount, request.currency, 'major') ?? activateOnce(request, parts),
})

function activateOnce(request: Complete, parts: OperationParts) {
  const { partnerId, requestId, cardNumber, amount, currency } = request
  const minor = toMinor(amount, currency, 'major')
  const known = parts.cardActivations.find(partnerId, requestId)
  if (known && known.cardNumber !== cardNumber) return 'ActivationRequestIdAlreadyBeenUsed'
  if (known && (known.minor !== minor || known.currency !== currency))
    return 'CardActivatedWithDifferentDenomination'
  if (known) return { activation: known, real: false }
  if (parts.cardActivations.ofCard(cardNumber)?.active) return 'CardAlreadyActivatedWithDifferentRequestId'
  if (minor > parts.ledger.fundsOf(currency)) return 'InsufficientFunds'
  const activation = { partnerId, requestId, cardNumber, amount, currency, minor, active: true }
  parts.cardActivations.put(activation)
  parts.ledger.spend(currency, minor)
  return { activation, real: true }
}
