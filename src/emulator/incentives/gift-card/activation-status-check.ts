// ActivationStatusCheck: tells the state of a physical card and changes nothing.
// That a card which was never activated is CardNotFound is assumed.

import { identified } from '../request.ts'
import { type OfCard, ofCard, physicalCardOperation } from './physical-card.ts'

export const activationStatusCheck = physicalCardOperation<OfCard>({
  name: 'ActivationStatusCheck',
  idMember: 'statusCheckRequestId',
  activityType: null,
  played: 'Activated',
  complete: request => ofCard(request, identified),
  perform({ cardNumber }, { cardActivations }) {
    const activation = cardActivations.ofCard(cardNumber)
    return activation ? { activation, real: false } : 'CardNotFound'
  },
})
