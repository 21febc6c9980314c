// Login with Amazon between servers: token, tokeninfo and profile.
// Grants decide what is valid; this file speaks the endpoints' own JSON.

import express, { type Request, type Router } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import { answerCall, type CallParts, type ServerCall } from '../call.ts'
import type { Operation } from '../fault/playable.ts'
import type { Random } from '../random.ts'
import { type AccessToken, type Grants, TOKEN_LIFETIME_S } from './grant.ts'
import { APP_ID, isClient } from './login-client.ts'

export interface LoginParts extends CallParts {
  readonly grants: Grants
}

/** The three endpoints; Amazon's own documents write `o2` and `O2`. */
export function loginServerRoutes(parts: LoginParts): Router {
  const router = express.Router()
  const rawBody = express.raw({ type: () => true, limit: '100kb' })
  const route =
    (operation: Operation, perform: (req: Request) => Answer) => (req: Request, res: express.Response) =>
      answerCall(parts, req, res, createCall(parts, operation, req, perform))
  router.post(
    ['/auth/o2/token', '/auth/O2/token'],
    rawBody,
    route('token', req => token(parts, req)),
  )
  router.get(
    ['/auth/o2/tokeninfo', '/auth/O2/tokeninfo'],
    route('tokeninfo', req => tokenInfo(parts, req)),
  )
  router.get(
    '/user/profile',
    route('profile', req => profile(parts, req)),
  )
  return router
}

function createCall(
  { random }: LoginParts,
  operation: Operation,
  req: Request,
  perform: (req: Request) => Answer,
): ServerCall {
  return {
    operation,
    requestId: null,
    body: Buffer.isBuffer(req.body) ? req.body : null,
    region: null,
    alreadyApplied: false,
    refuse: () => null,
    perform: () => perform(req),
    fail: error => oauthError(random, error),
  }
}

function token({ grants, random }: LoginParts, req: Request): Answer {
  if (!req.is('application/x-www-form-urlencoded'))
    return oauthError(random, 'invalid_request', 'Malformed request')
  const form = new URLSearchParams(String(req.body ?? ''))
  if (!form.get('grant_type')) return missing(random, 'grant_type')
  if (form.get('grant_type') !== 'authorization_code') return oauthError(random, 'unsupported_grant_type')
  const { id, secret } = clientOf(req, form)
  if (!isClient(id, secret)) return oauthError(random, 'invalid_client')
  const [code, redirectUri] = [form.get('code'), form.get('redirect_uri')]
  if (!code) return missing(random, 'code')
  if (!redirectUri) return missing(random, 'redirect_uri')
  const redemption = { code, clientId: id ?? '', redirectUri, verifier: form.get('code_verifier') }
  const accessToken = grants.redeem(redemption)
  if (accessToken === null) return oauthError(random, 'invalid_grant')
  const body = { access_token: accessToken, refresh_token: `Atzr|${random.text(380)}`, token_type: 'bearer' }
  return jsonAnswer(200, { ...body, expires_in: TOKEN_LIFETIME_S }, 'SUCCESS')
}

/** HTTP Basic (RFC 6749 section 2.3.1, form-encoded halves) when it is there, else the body's members. */
function clientOf(req: Request, form: URLSearchParams): { id: string | null; secret: string | null } {
  const basic = /^Basic +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (!basic) return { id: form.get('client_id'), secret: form.get('client_secret') }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  const decoded = new URLSearchParams(`id=${id}&secret=${secret}`)
  return { id: decoded.get('id'), secret: decoded.get('secret') }
}

/** Exactly six members; `exp` is seconds remaining, `iat` seconds since 1970. */
function tokenInfo({ grants, random, clock }: LoginParts, req: Request): Answer {
  const found = findToken(grants, req)
  if (!found) return oauthError(random, 'invalid_token')
  const { account, clientId, issuedAt, expiresAt } = found
  const exp = Math.ceil((expiresAt - clock()) / 1000)
  const iat = Math.floor(issuedAt / 1000)
  const members = {
    aud: clientId,
    user_id: account.userId,
    iss: 'https://www.amazon.com',
    exp,
    app_id: APP_ID,
    iat,
  }
  return jsonAnswer(200, members, 'SUCCESS')
}

function profile({ grants, random }: LoginParts, req: Request): Answer {
  const found = findToken(grants, req)
  if (!found) return oauthError(random, 'invalid_token')
  const { account, scopes } = found
  const members = {
    user_id: account.userId,
    ...(scopes.includes('profile') && account.name !== null && { name: account.name }),
    ...(scopes.includes('profile') && account.email !== null && { email: account.email }),
    ...(scopes.includes('postal_code') && { postal_code: account.postalCode }),
  }
  return jsonAnswer(200, members, 'SUCCESS')
}

function findToken(grants: Grants, req: Request): AccessToken | undefined {
  const inQuery = new URLSearchParams(req.originalUrl.split('?')[1] ?? '').get('access_token')
  const inHeader = req.get('x-amz-access-token')
  const bearer = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  return grants.findToken(inHeader ?? bearer ?? inQuery ?? '')
}

function missing(random: Random, parameter: string): Answer {
  return oauthError(random, 'invalid_request', `The request is missing a required parameter : ${parameter}`)
}

/** Texts as seen on the wire; that of a failed PKCE check is not known and assumed to be the same. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  invalid_grant: 'The request has an invalid grant parameter : code',
  invalid_client: 'Client authentication failed',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server',
  invalid_token: 'The request has an invalid parameter : access_token',
}

function oauthError(random: Random, error: string, description = DESCRIPTIONS[error]): Answer {
  const opaque = { error_index: random.text(64), request_id: random.uuid() }
  const status = error === 'invalid_client' ? 401 : 400
  return jsonAnswer(status, { error, error_description: description, ...opaque }, error)
}
