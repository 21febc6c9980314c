// The token endpoint: who asks, for which grant, and what is answered (RFC 6749 sections 4.1.3, 5 and 6).
// Which codes and tokens are good is known by grant.ts.

import type { Request } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import { TOKEN_LIFETIME_S, type Tokens } from './grant.ts'
import { CLIENT_ID, isClient } from './login-client.ts'
import type { LoginParts } from './login-parts.ts'
import { missingParameter, oauthError } from './oauth-error.ts'

/** Takes forms only; a parameter without a value counts as absent, one that comes twice as malformed. */
export function answerToken(parts: LoginParts, req: Request): Answer {
  if (!req.is('application/x-www-form-urlencoded')) return oauthError(parts.random, 'invalid_request')
  const form = new URLSearchParams(String(req.body ?? ''))
  if (form.size > new Set(form.keys()).size) return oauthError(parts.random, 'invalid_request')
  const grantType = form.get('grant_type')
  if (!grantType) return missingParameter(parts.random, 'grant_type')
  const exchange = EXCHANGES.get(grantType)
  if (!exchange) return oauthError(parts.random, 'unsupported_grant_type')
  const client = authenticate(credentialsOf(req, form), form.get('code_verifier'))
  return client ? exchange(parts, form, client) : oauthError(parts.random, 'invalid_client')
}

type Client = 'confidential' | 'public'
type Exchange = (parts: LoginParts, form: URLSearchParams, client: Client) => Answer

const EXCHANGES: ReadonlyMap<string, Exchange> = new Map([
  ['authorization_code', exchangeCode],
  ['refresh_token', exchangeRefreshToken],
  // Amazon has services that give tokens to a client itself, but no scope that this client could ask for.
  ['client_credentials', ({ random }) => oauthError(random, 'invalid_scope')],
])

function exchangeCode({ grants, random }: LoginParts, form: URLSearchParams, client: Client): Answer {
  const [code, redirectUri] = [form.get('code'), form.get('redirect_uri')]
  if (!code) return missingParameter(random, 'code')
  if (!redirectUri) return missingParameter(random, 'redirect_uri')
  const verifier = form.get('code_verifier') || null
  const isPublic = client === 'public'
  const tokens = grants.redeem({ code, redirectUri, verifier, isPublic })
  return tokens ? answerTokens(tokens) : oauthError(random, 'invalid_grant')
}

function exchangeRefreshToken({ grants, random }: LoginParts, form: URLSearchParams, client: Client): Answer {
  if (client === 'public') return oauthError(random, 'invalid_client')
  const refreshToken = form.get('refresh_token')
  if (!refreshToken) return missingParameter(random, 'refresh_token')
  const tokens = grants.refresh(refreshToken)
  return tokens ? answerTokens(tokens) : oauthError(random, 'invalid_grant', REFRESH_REFUSED)
}

const REFRESH_REFUSED =
  "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission."

function answerTokens({ accessToken, refreshToken }: Tokens): Answer {
  const body = {
    access_token: accessToken,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    token_type: 'bearer',
    expires_in: TOKEN_LIFETIME_S,
  }
  return jsonAnswer(200, body, 'SUCCESS')
}

interface Credentials {
  readonly id: string | null
  readonly secret: string | null
}

/** A client that gives no secret must prove itself by PKCE; null is somebody else. */
function authenticate({ id, secret }: Credentials, verifier: string | null): Client | null {
  if (isClient(id, secret)) return 'confidential'
  return id === CLIENT_ID && !secret && verifier ? 'public' : null
}

/** HTTP Basic (RFC 6749 section 2.3.1, form-encoded halves) when it is there, else the body's members. */
function credentialsOf(req: Request, form: URLSearchParams): Credentials {
  const basic = /^Basic +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (!basic) return { id: form.get('client_id'), secret: form.get('client_secret') }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  const decoded = new URLSearchParams(`id=${id}&secret=${secret}`)
  return { id: decoded.get('id'), secret: decoded.get('secret') }
}
