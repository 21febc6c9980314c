// Login with Amazon in the browser: GET and POST /ap/oa, from the client's request to the redirect back.
// What cannot be trusted to name a return URL ends on a page of the emulator; everything else is redirected.

import express, { type Request, type Response, type Router } from 'express'
import { type Account, findAccount } from './account.ts'
import type { AuthorizationRequest, Grants } from './grant.ts'
import { CLIENT_ID, isRegistered } from './login-client.ts'
import { errorPage, signInPage } from './login-page.ts'
import { forget, remember, rememberedAccount } from './remembered.ts'

/** The sign-in page, and the redirects to and from it. */
export function authorizeRoutes({ grants }: { grants: Grants }): Router {
  const router = express.Router()
  const form = express.urlencoded({ extended: false })
  router.get(
    '/ap/oa',
    withRequest((request, req, res) => {
      const account = rememberedAccount(req)
      if (account) return succeed(grants, request, account, res)
      res.send(signInPage(req.originalUrl, request.clientId))
    }),
  )
  router.post(
    '/ap/oa',
    form,
    withRequest((request, req, res) => {
      if ('cancel' in req.body) return fail(res, request, 'access_denied', 'Access not permitted.')
      const account = findAccount(req.body.account)
      if (!account) return void res.status(400).send(errorPage('Unknown test account', req.query))
      if (req.body.remember === 'on') remember(res, account)
      succeed(grants, request, account, res)
    }),
  )
  router.post('/sign-out', (_req, res) => {
    forget(res)
    res.redirect(303, '/gp/css/homepage.html')
  })
  return router
}

type Step = (request: AuthorizationRequest, req: Request, res: Response) => void

/** Reads the authorization request; the step runs only for one that deserves a sign-in page. */
function withRequest(step: Step): (req: Request, res: Response) => void {
  return (req, res) => {
    const query = queryOf(req)
    const reason = distrust(query)
    if (reason) return void res.status(400).send(errorPage(reason, req.query))
    const request = readRequest(query)
    const error = objection(query, request.scopes)
    if (error) return fail(res, request, error.error, error.description, error.fragment)
    step(request, req, res)
  }
}

/** Why Amazon would not even redirect. */
function distrust(query: URLSearchParams): string | null {
  if (query.get('client_id') !== CLIENT_ID) return 'Unknown client id'
  if (!isRegistered(query.get('redirect_uri') ?? '')) {
    return 'The redirect URI you provided has not been whitelisted for your application: see Allowed Return URLs'
  }
  return null
}

function readRequest(query: URLSearchParams): AuthorizationRequest {
  return {
    clientId: query.get('client_id') ?? '',
    redirectUri: query.get('redirect_uri') ?? '',
    scopes: (query.get('scope') ?? '').split(' ').filter(scope => scope !== ''),
    state: query.get('state'),
    challenge: query.get('code_challenge'),
    challengeMethod: query.get('code_challenge_method') === 'S256' ? 'S256' : 'plain',
  }
}

interface Objection {
  readonly error: string
  readonly description: string
  readonly fragment?: string
}

const SCOPES: ReadonlySet<string> = new Set(['profile', 'profile:user_id', 'postal_code'])

/** The descriptions are assumed, except that of invalid_scope, which was observed with its empty fragment. */
function objection(query: URLSearchParams, scopes: readonly string[]): Objection | null {
  const missing = ['response_type', 'scope'].find(name => !query.get(name))
  if (missing) return invalid(`The request is missing a required parameter : ${missing}`)
  if (query.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', description: 'The response type is not supported' }
  }
  if (!scopes.every(scope => SCOPES.has(scope))) {
    return { error: 'invalid_scope', description: 'An unknown scope was requested', fragment: '#' }
  }
  return objectToChallenge(query.get('code_challenge'), query.get('code_challenge_method') ?? 'plain')
}

/** RFC 7636 section 4.2: S256 makes 43 characters; plain allows 43 to 128. */
function objectToChallenge(challenge: string | null, method: string): Objection | null {
  if (method !== 'S256' && method !== 'plain') {
    return invalid('The request has an invalid parameter : code_challenge_method')
  }
  const form = method === 'S256' ? /^[\w-]{43}$/ : /^[\w.~-]{43,128}$/
  if (challenge === null || form.test(challenge)) return null
  return invalid('The request has an invalid parameter : code_challenge')
}

function invalid(description: string): Objection {
  return { error: 'invalid_request', description }
}

function succeed(grants: Grants, request: AuthorizationRequest, account: Account, res: Response): void {
  const code = grants.issueCode(request, account)
  redirect(res, request, { code, scope: request.scopes.join(' '), state: request.state })
}

function fail(
  res: Response,
  request: AuthorizationRequest,
  error: string,
  description: string,
  fragment = '',
): void {
  redirect(res, request, { error_description: description, state: request.state, error }, fragment)
}

/** Members in Amazon's order; a state that was not given is not invented. */
function redirect(
  res: Response,
  request: AuthorizationRequest,
  members: Readonly<Record<string, string | null>>,
  fragment = '',
): void {
  const given = Object.entries(members).filter((member): member is [string, string] => member[1] !== null)
  const separator = request.redirectUri.includes('?') ? '&' : '?'
  const location = `${request.redirectUri}${separator}${new URLSearchParams(given)}${fragment}`
  res.writeHead(302, { Location: location, 'Cache-Control': 'no-store' }).end()
}

function queryOf(req: Request): URLSearchParams {
  return new URLSearchParams(req.originalUrl.split('?')[1] ?? '')
}
