/** Why nobody was signed in: from the library's errors to words of our own. */
import * as oauth from 'openid-client'

export type IdentityTrouble = 'cancelled' | 'rejected' | 'unavailable' | 'untrusted'
/** `reason` is a code for the log. */
export type Refusal = { readonly ok: false; readonly trouble: IdentityTrouble; readonly reason: string }

/** The provider calls itself otherwise than it was configured. */
export class OtherIssuer extends Error {}

/** Only stable codes leave this folder: the library's errors hold tokens, codes and the provider's own words. */
export function describe(error: unknown): Refusal {
  if (error instanceof oauth.AuthorizationResponseError)
    return error.error === 'access_denied'
      ? refusal('cancelled', 'access_denied')
      : refusal('rejected', 'authorization-error')
  if (error instanceof oauth.ResponseBodyError)
    return refusal('rejected', /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'token-error')
  if (error instanceof OtherIssuer) return refusal('untrusted', 'other-issuer')
  if (error instanceof oauth.WWWAuthenticateChallengeError) return refusal('rejected', 'challenge')
  const reason = error instanceof oauth.ClientError ? (error.code ?? 'no-answer') : 'no-answer'
  return refusal(answered.test(reason) ? 'untrusted' : 'unavailable', reason)
}

/** The provider has answered, and what it said does not hold. */
const answered = /^OAUTH_(JWT_|JSON_ATTRIBUTE_|KEY_SELECTION|INVALID_RESPONSE|UNSUPPORTED_OPERATION)/

export function refusal(trouble: IdentityTrouble, reason: string): Refusal {
  return { ok: false, trouble, reason }
}
