// `cardInfo` as the answers about gift cards carry it; what is not known or not so far is null (recorded).

import type { Echo } from '../agcod-error.ts'
import { float } from '../json.ts'

export interface CardValue {
  readonly amount: number | null
  readonly currency: string | null
}

export function cardInfoOf(cardNumber: string | null, cardStatus: string | null, value: CardValue): Echo {
  return { cardNumber, cardStatus, expirationDate: null, value: cardValueOf(value) }
}

/** Null when the call has no value. */
export function cardValueOf({ amount, currency }: CardValue): Echo | null {
  return amount === null ? null : { amount: float(amount), currencyCode: currency }
}
