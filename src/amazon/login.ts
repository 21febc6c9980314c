/**
 * Login with Amazon: the authorization request, and the code exchange with an independent check of whom the token
 * is for (Login with Amazon, "Verify access tokens"). Tokens live only inside `signIn` and are thrown away.
 */
import * as oauth from 'openid-client'
import { z } from 'zod'
import type { LoginClient } from '../domain/partner-account.ts'
import { withDeadline } from './deadline.ts'
import { type Reply, type Transport, TransportError } from './transport.ts'

export type Login = {
  authorizationUrl(client: LoginClient, request: AuthorizationRequest): string
  /** Turns the callback into a verified account, or says why not. Never throws for what Amazon or the network does. */
  signIn(client: LoginClient, callback: Callback): Promise<SignInResult>
}

export type AuthorizationRequest = {
  readonly state: string
  readonly codeChallenge: string
  readonly redirectUri: string
}

/** `url` is the configured redirect URI with the raw query that the browser brought. */
export type Callback = { readonly url: URL; readonly state: string; readonly codeVerifier: string }

export type SignInTrouble = 'cancelled' | 'rejected' | 'unavailable' | 'untrusted'
export type SignInResult =
  | { readonly ok: true; readonly amazonAccount: string; readonly initials: string | null }
  | { readonly ok: false; readonly trouble: SignInTrouble; readonly reason: string }

/** `deadlineMs` bounds code exchange, tokeninfo and profile together. */
export function createLogin(transport: Transport, deadlineMs: number): Login {
  return {
    authorizationUrl: (client, { state, codeChallenge, redirectUri }) =>
      oauth.buildAuthorizationUrl(configuration(client), {
        redirect_uri: redirectUri,
        scope: client.scope,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }).href,
    signIn: async (client, callback) => {
      try {
        return await withDeadline(deadlineMs, signal => verifiedAccount(transport, client, callback, signal))
      } catch (error) {
        return { ok: false, ...describe(error) }
      }
    },
  }
}

async function verifiedAccount(
  transport: Transport,
  client: LoginClient,
  callback: Callback,
  signal: AbortSignal,
): Promise<SignInResult> {
  const config = configuration(client)
  // The signal ends the exchange; a time-out of its own would go on after it.
  config.timeout = 0
  config[oauth.customFetch] = (url, options) => fetchBy(transport, url, options, signal)
  const { access_token: token } = await oauth.authorizationCodeGrant(config, callback.url, {
    expectedState: callback.state,
    pkceCodeVerifier: callback.codeVerifier,
  })
  const read = async (path: string, headers: Record<string, string>) =>
    readJson(
      await transport.send(client.apiUrl + path, {
        method: 'GET',
        headers: { accept: 'application/json', ...headers },
        signal,
      }),
    )
  const tokenInfo = await read(`/auth/o2/tokeninfo?access_token=${encodeURIComponent(token)}`, {})
  const profile = await read('/user/profile', { authorization: `Bearer ${token}` })
  return checkAccount(client, tokenInfo, profile)
}

const userId = z.string().regex(/^amzn1\.account\.[A-Z0-9]{1,64}$/)
const tokenInfoSchema = z.object({
  aud: z.string(),
  iss: z.string(),
  exp: z.number().positive(),
  user_id: userId,
})
const profileSchema = z.object({ user_id: userId, name: z.string().max(500).optional().catch(undefined) })

/** `exp` is seconds remaining, not a time of day. */
function checkAccount(client: LoginClient, tokenInfo: unknown, profile: unknown): SignInResult {
  const info = tokenInfoSchema.safeParse(tokenInfo)
  const person = profileSchema.safeParse(profile)
  if (!info.success) return untrusted('tokeninfo')
  if (!person.success) return untrusted('profile')
  if (info.data.aud !== client.clientId) return untrusted('aud')
  if (info.data.iss !== client.issuer) return untrusted('iss')
  if (info.data.user_id !== person.data.user_id) return untrusted('user_id')
  return { ok: true, amazonAccount: info.data.user_id, initials: initialsOf(person.data.name) }
}

function untrusted(reason: string): SignInResult {
  return { ok: false, trouble: 'untrusted', reason }
}

/** `J… D…` for Jane Doe: enough for its owner, little for anybody else. */
export function initialsOf(name: string | undefined): string | null {
  const words = (name ?? '').split(/\s+/u).filter(word => /[\p{L}\p{N}]/u.test(word))
  const shown = words.length > 1 ? [words[0], words.at(-1)] : words
  const initials = shown.map(word => `${/[\p{L}\p{N}]\p{M}*/u.exec(word ?? '')?.[0]}…`)
  return initials.length > 0 ? initials.join(' ') : null
}

/** Plain OAuth 2 server metadata: Login with Amazon has no discovery and no id_token. */
function configuration(client: LoginClient): oauth.Configuration {
  const config = new oauth.Configuration(
    {
      issuer: client.issuer,
      authorization_endpoint: client.authorizeUrl,
      token_endpoint: `${client.apiUrl}/auth/o2/token`,
    },
    client.clientId,
    undefined,
    oauth.ClientSecretPost(client.clientSecret),
  )
  // Configuration accepts http only for an emulator on this machine.
  if (new URL(client.apiUrl).protocol === 'http:') oauth.allowInsecureRequests(config)
  return config
}

async function fetchBy(
  transport: Transport,
  url: string,
  options: oauth.CustomFetchOptions,
  signal: AbortSignal,
): Promise<Response> {
  const method = options.method === 'POST' ? 'POST' : 'GET'
  const reply = await transport.send(url, {
    method,
    headers: options.headers,
    body: String(options.body ?? ''),
    signal,
  })
  return new Response(reply.text, { status: reply.status, headers: reply.headers })
}

function readJson({ status, text }: Reply): unknown {
  if (status !== 200) throw new TransportError(`status-${status}`, false, undefined)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TransportError('not-json', false, cause)
  }
}

/** Only stable codes leave this file: the library's errors hold tokens, codes and upstream text. */
function describe(error: unknown): { trouble: SignInTrouble; reason: string } {
  if (error instanceof oauth.AuthorizationResponseError) {
    return error.error === 'access_denied'
      ? { trouble: 'cancelled', reason: 'access_denied' }
      : { trouble: 'rejected', reason: 'authorization-error' }
  }
  if (error instanceof oauth.ResponseBodyError) {
    return { trouble: 'rejected', reason: /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'token-error' }
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError)
    return { trouble: 'rejected', reason: 'challenge' }
  const transport = error instanceof oauth.ClientError ? error.cause : error
  if (transport instanceof TransportError) return { trouble: 'unavailable', reason: transport.reason }
  if (error instanceof oauth.ClientError && error.code === 'OAUTH_INVALID_RESPONSE')
    return { trouble: 'rejected', reason: 'invalid-response' }
  return {
    trouble: 'unavailable',
    reason: error instanceof oauth.ClientError ? (error.code ?? 'client-error') : 'unexpected',
  }
}
