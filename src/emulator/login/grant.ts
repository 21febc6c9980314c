// Authorization codes, access tokens and refresh tokens of Login with Amazon, in memory only. A code is good
// for five minutes and one use, an access token for an hour, a refresh token until access is removed.

import { createHash } from 'node:crypto'
import type { Random } from '../random.ts'
import type { Account } from './account.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

export interface Redemption {
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string | null
  /** A client without a secret gets no refresh token. */
  readonly isPublic: boolean
}

/** What a token was issued for. */
interface Grant {
  readonly account: Account
  readonly scopes: readonly string[]
}

export interface AccessToken extends Grant {
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string | null
}

export interface Grants {
  /** `granted` may be less than the request asked for. */
  issueCode(request: AuthorizationRequest, account: Account, granted: readonly string[]): string
  /** Uses the code up, whatever comes of it. Null: unknown, used, expired, or bound to something else. */
  redeem(redemption: Redemption): Tokens | null
  /** A new access token for the same grant; the refresh token stays. Null: unknown or revoked. */
  refresh(refreshToken: string): Tokens | null
  /** The token, if it was issued here, was not revoked and has not expired. */
  findToken(accessToken: string): AccessToken | undefined
  /** Ends every code and token of the account. */
  revoke(account: Account): void
  clear(): void
}

const CODE_LIFETIME_MS = 5 * 60_000
export const TOKEN_LIFETIME_S = 3600

interface Code extends Grant {
  readonly request: AuthorizationRequest
  readonly expiresAt: number
}

/** No code or token exists at first. */
export function createGrants(clock: () => number, random: Random): Grants {
  const codes = new Map<string, Code>()
  const accessTokens = new Map<string, AccessToken>()
  const refreshTokens = new Map<string, Grant>()
  const all: readonly Map<string, Grant>[] = [codes, accessTokens, refreshTokens]
  const issueAccessToken = ({ account, scopes }: Grant) => {
    const accessToken = `Atza|${random.text(380)}`
    const issuedAt = clock()
    const expiresAt = issuedAt + TOKEN_LIFETIME_S * 1000
    dropExpired(accessTokens, issuedAt)
    accessTokens.set(accessToken, { account, scopes, issuedAt, expiresAt })
    return accessToken
  }
  const issueRefreshToken = ({ account, scopes }: Grant) => {
    const refreshToken = `Atzr|${random.text(380)}`
    refreshTokens.set(refreshToken, { account, scopes })
    return refreshToken
  }
  return {
    issueCode(request, account, scopes) {
      const code = `AN${random.text(18)}`
      dropExpired(codes, clock())
      codes.set(code, { account, scopes, request, expiresAt: clock() + CODE_LIFETIME_MS })
      return code
    },
    redeem(redemption) {
      const grant = codes.get(redemption.code)
      codes.delete(redemption.code)
      if (!grant || grant.expiresAt <= clock() || !isBoundTo(grant.request, redemption)) return null
      const accessToken = issueAccessToken(grant)
      return { accessToken, refreshToken: redemption.isPublic ? null : issueRefreshToken(grant) }
    },
    refresh(refreshToken) {
      const grant = refreshTokens.get(refreshToken)
      return grant ? { accessToken: issueAccessToken(grant), refreshToken } : null
    },
    findToken(accessToken) {
      const token = accessTokens.get(accessToken)
      return token && token.expiresAt > clock() ? token : undefined
    },
    revoke(account) {
      for (const grants of all) {
        for (const [key, grant] of grants) if (grant.account === account) grants.delete(key)
      }
    },
    clear: () => {
      for (const grants of all) grants.clear()
    },
  }
}

function isBoundTo(request: AuthorizationRequest, redemption: Redemption): boolean {
  const { redirectUri, verifier } = redemption
  if (request.redirectUri !== redirectUri) return false
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
