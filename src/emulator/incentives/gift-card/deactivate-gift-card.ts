// DeactivateGiftCard: takes back the activation that its request id names; a repeat confirms it.
// Which error says what is wrong, and that there is no time limit, is assumed.

import type { OperationParts } from '../operation.ts'
import { identified } from '../request.ts'
import { type OfCard, ofCard, physicalCardOperation } from './physical-card.ts'

export const deactivateGiftCard = physicalCardOperation<OfCard>({
  name: 'DeactivateGiftCard',
  idMember: 'activationRequestId',
  activityType: 'GCDeactivation',
  played: 'Deactivated',
  complete: request => ofCard(request, identified),
  perform: deactivateOnce,
})

function deactivateOnce({ partnerId, requestId, cardNumber }: OfCard, parts: OperationParts) {
  if (!parts.cardActivations.ofCard(cardNumber)) return 'CardNotFound'
  const activation = parts.cardActivations.find(partnerId, requestId)
  if (!activation) return 'NonExistingActivationRequestId'
  if (activation.cardNumber !== cardNumber) return 'WrongActivationRequestId'
  if (!activation.active) return { activation, real: false }
  const undone = { ...activation, active: false }
  parts.cardActivations.put(undone)
  parts.ledger.spend(activation.currency, -activation.minor)
  return { activation: undone, real: true }
}
