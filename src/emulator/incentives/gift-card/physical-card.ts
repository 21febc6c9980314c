// What the three operations on physical cards share: id member aside, they read and answer alike.
// The words for a card's state are assumed; those of physical cards are not known.

import type { CardActivation } from '../../journal.ts'
import type { Echo } from '../agcod-error.ts'
import type { Operation, OperationParts } from '../operation.ts'
import { objectToIds } from '../request.ts'
import { cardInfoOf } from './card-info.ts'
import { type Done, type GiftCardOperation, giftCardOperation } from './gift-card-operation.ts'
import type { GiftCardRequest, IdentifiedCard } from './gift-card-request.ts'

export interface OfCard extends IdentifiedCard {
  readonly cardNumber: string
}

/** What was found or done: the activation as it is now, or the error type of what stands against it. */
type Found = { readonly activation: CardActivation; readonly real: boolean } | string

interface PhysicalCardOperation<Complete extends OfCard>
  extends Pick<GiftCardOperation<Complete>, 'name' | 'idMember' | 'activityType' | 'complete'> {
  perform(request: Complete, parts: OperationParts): Found
  /** The state that F0000 answers. */
  readonly played: 'Activated' | 'Deactivated'
}

/** @returns the operation as the door takes it. */
export function physicalCardOperation<Complete extends OfCard>(
  operation: PhysicalCardOperation<Complete>,
): Operation {
  const { idMember, played } = operation
  const membersOf = (requestId: string | null, cardInfo: Echo | null) => ({ [idMember]: requestId, cardInfo })
  return giftCardOperation<Complete>({
    ...operation,
    perform(request, parts) {
      const found = objectToIds(request) ?? objectToNumber(request) ?? operation.perform(request, parts)
      return typeof found === 'string' ? found : doneWith(found, info => membersOf(request.requestId, info))
    },
    echo: (requestId, request) =>
      membersOf(requestId, request && cardInfoOf(request.cardNumber, null, request)),
    playSuccess: request => membersOf('F0000', cardInfoOf(request.cardNumber, played, request)),
  })
}

/** The request with its card number and the rest, or the error for the first that is missing. */
export function ofCard<Rest extends IdentifiedCard>(
  request: GiftCardRequest,
  complete: (request: GiftCardRequest) => Rest | string,
): (Rest & OfCard) | string {
  const { cardNumber } = request
  if (cardNumber === null) return 'InvalidCardNumberInput'
  const rest = complete(request)
  return typeof rest === 'string' ? rest : { ...rest, cardNumber }
}

/** A 16-digit number and a checksum of 3 digits, whose rule is not known. */
function objectToNumber({ cardNumber }: OfCard): string | undefined {
  if (cardNumber.length < 19) return 'CardNumberTooShort'
  return /^\d{19}$/.test(cardNumber) ? undefined : 'CardNotFound'
}

function doneWith({ activation, real }: Exclude<Found, string>, membersOf: (info: Echo) => Echo): Done {
  const { cardNumber, active } = activation
  const cardInfo = cardInfoOf(cardNumber, active ? 'Activated' : 'Deactivated', activation)
  return { members: membersOf(cardInfo), gcId: null, real }
}
