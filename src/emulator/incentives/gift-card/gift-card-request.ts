// The body of a gift-card call, read leniently: what is absent is null, what is unknown is ignored.

import { MOCK_CODE } from '../agcod-error.ts'
import { isRecord, isWrittenNumber, parseJson, text } from '../load-request.ts'

export interface GiftCardRequest {
  readonly requestId: string | null
  readonly partnerId: string | null
  readonly gcId: string | null
  readonly cardNumber: string | null
  readonly externalReference: string | null
  /** In major units, whatever unit loads use (recorded). */
  readonly amount: number | null
  readonly currency: string | null
}

/** The request, or `null-body` / `ill-typed` for a body no field can be read from. */
export function parseGiftCardRequest(
  body: Uint8Array,
  idMember: string,
): GiftCardRequest | 'null-body' | 'ill-typed' {
  const json = parseJson(body)
  if (json === null) return 'null-body'
  if (!isRecord(json)) return 'ill-typed'
  const value = json.value ?? null
  if (value !== null && !(isRecord(value) && isWrittenNumber(value.amount))) return 'ill-typed'
  return {
    requestId: text(json[idMember]),
    partnerId: text(json.partnerId),
    gcId: text(json.gcId),
    cardNumber: text(json.cardNumber),
    externalReference: text(json.externalReference),
    ...readValue(value),
  }
}

function readValue(value: unknown): Pick<GiftCardRequest, 'amount' | 'currency'> {
  if (!isRecord(value) || !isWrittenNumber(value.amount)) return { amount: null, currency: null }
  return { amount: value.amount.number, currency: text(value.currencyCode) }
}

export interface Identified extends GiftCardRequest {
  readonly requestId: string
  readonly partnerId: string
}

export interface Valued extends Identified {
  readonly amount: number
  readonly currency: string
}

/** The mock code the request carries, or null. */
export function mockCodeOf({ requestId }: GiftCardRequest): string | null {
  return requestId !== null && MOCK_CODE.test(requestId) ? requestId : null
}

/** The request with partner and id, or the error for the first that is missing. */
export function identified(request: GiftCardRequest): Identified | string {
  const { requestId, partnerId } = request
  if (partnerId === null) return 'InvalidPartnerIdInput'
  if (requestId === null) return 'InvalidRequestIdInput'
  return { ...request, requestId, partnerId }
}

/** The request with partner, a positive value and id, or the error for the first that is not (F2002 to F2006). */
export function valued(request: GiftCardRequest): Valued | string {
  const { requestId, partnerId, amount, currency } = request
  if (partnerId === null) return 'InvalidPartnerIdInput'
  if (amount === null) return 'InvalidAmountInput'
  if (amount <= 0) return 'InvalidAmountValue'
  if (currency === null) return 'InvalidCurrencyCodeInput'
  if (requestId === null) return 'InvalidRequestIdInput'
  return { ...request, requestId, partnerId, amount, currency }
}
