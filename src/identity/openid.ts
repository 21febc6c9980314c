/**
 * Sign-in of the staff at an OpenID provider: its metadata, the authorization request and the ID token, which
 * openid-client checks against the provider's own keys. Tokens and claims live only inside `signIn`.
 */
import * as oauth from 'openid-client'
import { type Claims, type IdentityProvider, roleOf } from '../domain/identity.ts'
import type { Role } from '../domain/staff.ts'
import { createDiscovery, type Discover, type Send, scopeOf, type Timing } from './provider.ts'
import { describe, type Refusal, refusal } from './refusal.ts'

export type Identity = {
  /** Where to send the browser. Throws as little as `signIn`. */
  authorizationUrl(
    request: IdentityRequest,
  ): Promise<{ readonly ok: true; readonly address: string } | Refusal>
  /** Turns the callback into who somebody is, or says why not. Never throws for what the provider or the network does. */
  signIn(callback: IdentityCallback): Promise<IdentityResult>
}

export type IdentityRequest = {
  readonly state: string
  readonly nonce: string
  readonly codeChallenge: string
  readonly redirectUri: string
}

/** `url` is the redirect URI with the raw query that the browser brought. */
export type IdentityCallback = {
  readonly url: URL
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export type IdentityResult =
  | {
      readonly ok: true
      readonly issuer: string
      readonly subject: string
      /** What the provider calls them, as they wrote it there. */
      readonly name: string
      /** Null for somebody whom no rule gives one. */
      readonly role: Role | null
    }
  | Refusal

/** Nothing is asked of the provider before somebody comes. */
export function createIdentity(send: Send, provider: IdentityProvider, timing: Timing): Identity {
  const discover = createDiscovery(send, provider, timing)
  return {
    authorizationUrl: async ({ state, nonce, codeChallenge, redirectUri }) => {
      try {
        const config = await discover()
        const { href: address } = oauth.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: scopeOf(provider, config.serverMetadata()),
          state,
          nonce,
          code_challenge: codeChallenge,
          code_challenge_method: 'S256',
        })
        return { ok: true, address }
      } catch (error) {
        return describe(error)
      }
    },
    signIn: async callback => {
      try {
        return await identified(discover, provider, callback)
      } catch (error) {
        return describe(error)
      }
    },
  }
}

async function identified(
  discover: Discover,
  provider: IdentityProvider,
  { url, state, nonce, codeVerifier }: IdentityCallback,
): Promise<IdentityResult> {
  const config = await discover()
  const tokens = await oauth.authorizationCodeGrant(config, url, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  })
  const claims: Claims & { readonly sub: string } = tokens.claims() ?? { sub: '' }
  if (claims.sub === '' || claims.sub.length > 255) return refusal('untrusted', 'subject')
  return {
    ok: true,
    issuer: provider.issuer,
    subject: claims.sub,
    name: nameOf(claims),
    role: roleOf(provider.rules, claims),
  }
}

function nameOf({ name, preferred_username: username }: Claims): string {
  return [name, username].find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? ''
}
