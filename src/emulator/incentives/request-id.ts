// The rules for partner ids and request ids, the same for every operation that has to be idempotent.

/** The only partner this emulator knows. */
export const PARTNER_ID = 'Emul1'

/** The error type of what is wrong with the ids of a request, or undefined. */
export function objectToIds(request: { readonly partnerId: string; readonly requestId: string }) {
  const { partnerId, requestId } = request
  if (partnerId !== PARTNER_ID) return 'AccessDenied'
  if (requestId.length > 40) return 'RequestIdTooLong'
  return requestId.startsWith(partnerId) ? undefined : 'RequestIdMustStartWithPartnerName'
}
