// The body of a gift-card call, read leniently: what is absent is null, what is unknown is ignored.

import { MOCK_CODE } from '../agcod-error.ts'
import { isRecord, isWrittenNumber, parseJson, text } from '../json.ts'
import type { Identified, Valued, ValueRequest } from '../request.ts'

/** Its amount is in major units, whatever unit loads use (recorded). */
export interface GiftCardRequest extends ValueRequest {
  readonly gcId: string | null
  readonly cardNumber: string | null
  readonly externalReference: string | null
}

export type IdentifiedCard = GiftCardRequest & Identified
export type ValuedCard = GiftCardRequest & Valued

/** The request, or `null-body` / `ill-typed` for a body no field can be read from. */
export function parseGiftCardRequest(
  body: Uint8Array,
  idMember: string,
): GiftCardRequest | 'null-body' | 'ill-typed' {
  const json = parseJson(body)
  if (json === null) return 'null-body'
  if (!isRecord(json)) return 'ill-typed'
  const value = json.value ?? null
  const { amount, currencyCode } = isRecord(value) ? value : {}
  if (value !== null && !isWrittenNumber(amount)) return 'ill-typed'
  return {
    requestId: text(json[idMember]),
    partnerId: text(json.partnerId),
    gcId: text(json.gcId),
    cardNumber: text(json.cardNumber),
    externalReference: text(json.externalReference),
    amount: isWrittenNumber(amount) ? Number(amount.rawJSON) : null,
    currency: text(currencyCode),
  }
}

/** The mock code the request carries, or null. */
export function mockCodeOf({ requestId }: GiftCardRequest): string | null {
  return requestId !== null && MOCK_CODE.test(requestId) ? requestId : null
}
