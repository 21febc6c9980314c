// What the requests of most operations have in common: partner id, request id and an amount, and the rules for them.

/** What is absent or empty is null. */
export interface ValueRequest {
  readonly requestId: string | null
  readonly partnerId: string | null
  readonly amount: number | null
  readonly currency: string | null
}

export interface Identified {
  readonly requestId: string
  readonly partnerId: string
}

export interface Valued extends Identified {
  readonly amount: number
  readonly currency: string
}

/** The request with partner and id, or the error type for the first that is missing. */
export function identified<R extends ValueRequest>(request: R): (R & Identified) | string {
  const { requestId, partnerId } = request
  if (partnerId === null) return 'InvalidPartnerIdInput'
  if (requestId === null) return 'InvalidRequestIdInput'
  return { ...request, requestId, partnerId }
}

/** The request with partner, a positive amount and id, or the error type for the first that is not (F2002 to F2006). */
export function valued<R extends ValueRequest>(request: R): (R & Valued) | string {
  const { requestId, partnerId, amount, currency } = request
  if (partnerId === null) return 'InvalidPartnerIdInput'
  if (amount === null) return 'InvalidAmountInput'
  if (amount <= 0) return 'InvalidAmountValue'
  if (currency === null) return 'InvalidCurrencyCodeInput'
  if (requestId === null) return 'InvalidRequestIdInput'
  return { ...request, requestId, partnerId, amount, currency }
}

/** The only partner this emulator knows. */
export const PARTNER_ID = 'Emul1'

/** The error type of what is wrong with the ids of a request, or undefined. */
export function objectToIds({ partnerId, requestId }: Identified): string | undefined {
  if (partnerId !== PARTNER_ID) return 'AccessDenied'
  if (requestId.length > 40) return 'RequestIdTooLong'
  return requestId.startsWith(partnerId) ? undefined : 'RequestIdMustStartWithPartnerName'
}
