// Login with Amazon in the browser: GET and POST /ap/oa, from the client's request to the redirect back.
// What cannot be trusted to name a return URL ends on a page of the emulator; everything else is redirected.

import express, { type Request, type Response, type Router } from 'express'
import { type Account, findAccount } from './account.ts'
import {
  type AuthorizationRequest,
  distrust,
  type Objection,
  object,
  readRequest,
} from './authorization-request.ts'
import { type Consents, isOptional } from './consent.ts'
import { consentPage } from './consent-page.ts'
import { faceOf } from './face.ts'
import type { Grants } from './grant.ts'
import { errorPage, registrationPage, type Step, signInPage } from './login-page.ts'
import { queryOf, rawQueryOf } from './query.ts'
import { remember, rememberedAccount } from './remembered.ts'
import { isPersonal } from './scope.ts'

export interface AuthorizeParts {
  readonly grants: Grants
  readonly consents: Consents
}

/** The pages of a sign-in, and the redirects to and from them. */
export function authorizeRoutes(parts: AuthorizeParts): Router {
  const router = express.Router()
  // Any type of body is read as a form: what is not one has no answers in it.
  const form = express.text({ type: () => true })
  router.get('/ap/oa', (req, res) => {
    const account = rememberedAccount(req)
    const answers = new URLSearchParams(account && { account: account.key, register: 'yes' })
    judge(parts, req, res, answers)
  })
  router.post('/ap/oa', form, (req, res) => {
    judge(parts, req, res, new URLSearchParams(typeof req.body === 'string' ? req.body : ''))
  })
  return router
}

/** Nobody is asked anything for a request that cannot end well. */
function judge(parts: AuthorizeParts, req: Request, res: Response, answers: URLSearchParams): void {
  const query = queryOf(req)
  const reason = distrust(query)
  if (reason) return void res.status(400).send(errorPage(reason, query))
  const request = readRequest(query)
  const objection = object(query)
  if (objection) return fail(res, request, objection)
  const action = `${req.baseUrl}/ap/oa?${rawQueryOf(req)}`
  walk(parts, request, { face: faceOf(req.baseUrl), action, answers }, res)
}

/** Shows the first page that still has a question for this person, or leads back to the client. */
function walk(parts: AuthorizeParts, request: AuthorizationRequest, step: Step, res: Response): void {
  const { answers } = step
  const account = findAccount(answers.get('account'))
  if (answers.has('cancel') || account?.signIn === 'declines') return fail(res, request, DENIED)
  if (!account && answers.size > 0)
    return void res.status(400).send(errorPage('Unknown test account', answers))
  if (!account) return void res.send(signInPage(step))
  const registers = account.signIn === 'registers' && !answers.has('register')
  if (registers) return void res.send(registrationPage(step, account))
  const granted = grantedBy(parts, request, account, answers)
  if (!granted) return void res.send(consentPage(step, request, account))
  if (granted.length === 0) return fail(res, request, DENIED)
  if (answers.get('remember') === 'on') remember(res, account)
  succeed(parts, request, account, granted, res)
}

/** The scopes this person grants; undefined when that has yet to be asked. */
function grantedBy(
  { consents }: AuthorizeParts,
  request: AuthorizationRequest,
  account: Account,
  answers: URLSearchParams,
): readonly string[] | undefined {
  if (!request.scopes.some(isPersonal)) return request.scopes
  if (!answers.has('consent')) return consents.find(request, account)
  const ticked = answers.getAll('grant')
  return request.scopes.filter(scope => !isOptional(request, scope) || ticked.includes(scope))
}

/** As it was seen on the wire. */
const DENIED: Objection = { error: 'access_denied', description: 'Access not permitted.' }

function succeed(
  { grants, consents }: AuthorizeParts,
  request: AuthorizationRequest,
  account: Account,
  granted: readonly string[],
  res: Response,
): void {
  consents.give(request, account, granted)
  const code = grants.issueCode(request, account, granted)
  redirect(res, request, { code, scope: granted.join(' '), state: request.state })
}

function fail(res: Response, request: AuthorizationRequest, objection: Objection): void {
  const { error, description, fragment = '' } = objection
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
