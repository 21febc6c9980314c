// Authorization codes and access tokens of Login with Amazon, in memory only.
// A code is good for five minutes and one use; a token for an hour.

import { createHash } from 'node:crypto'
import type { Random } from '../random.ts'
import type { Account } from './account.ts'

export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string | null
  readonly challenge: string | null
  readonly challengeMethod: 'S256' | 'plain'
}

export interface Redemption {
  readonly code: string
  readonly clientId: string
  readonly redirectUri: string
  readonly verifier: string | null
}

export interface AccessToken {
  readonly clientId: string
  readonly account: Account
  readonly scopes: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface Grants {
  issueCode(request: AuthorizationRequest, account: Account): string
  /** Uses the code up, whatever comes of it. Null: unknown, used, expired, or bound to something else. */
  redeem(redemption: Redemption): string | null
  /** The token, if it was issued here and has not expired. */
  findToken(accessToken: string): AccessToken | undefined
  clear(): void
}

const CODE_LIFETIME_MS = 5 * 60_000
export const TOKEN_LIFETIME_S = 3600

/** No code or token exists at first. */
export function createGrants(clock: () => number, random: Random): Grants {
  const codes = new Map<string, { request: AuthorizationRequest; account: Account; expiresAt: number }>()
  const tokens = new Map<string, AccessToken>()
  return {
    issueCode(request, account) {
      const code = `AN${random.text(18)}`
      dropExpired(codes, clock())
      codes.set(code, { request, account, expiresAt: clock() + CODE_LIFETIME_MS })
      return code
    },
    redeem(redemption) {
      const grant = codes.get(redemption.code)
      codes.delete(redemption.code)
      if (!grant || grant.expiresAt <= clock() || !isBoundTo(grant.request, redemption)) return null
      const { clientId, scopes } = grant.request
      const accessToken = `Atza|${random.text(380)}`
      const issuedAt = clock()
      dropExpired(tokens, issuedAt)
      const expiresAt = issuedAt + TOKEN_LIFETIME_S * 1000
      tokens.set(accessToken, { clientId, account: grant.account, scopes, issuedAt, expiresAt })
      return accessToken
    },
    findToken(accessToken) {
      const token = tokens.get(accessToken)
      return token && token.expiresAt > clock() ? token : undefined
    },
    clear() {
      codes.clear()
      tokens.clear()
    },
  }
}

function isBoundTo(request: AuthorizationRequest, redemption: Redemption): boolean {
  if (request.clientId !== redemption.clientId || request.redirectUri !== redemption.redirectUri) return false
  const { verifier } = redemption
  if (request.challenge === null || verifier === null) return request.challenge === verifier
  return request.challenge === (request.challengeMethod === 'plain' ? verifier : s256(verifier))
}

/** RFC 7636 section 4.2. */
function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** Entries were added in the order in which they expire. */
function dropExpired(entries: Map<string, { expiresAt: number }>, now: number): void {
  for (const [key, { expiresAt }] of entries) {
    if (expiresAt > now) return
    entries.delete(key)
  }
}
