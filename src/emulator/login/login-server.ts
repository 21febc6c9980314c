// Login with Amazon between servers: the routes of token, tokeninfo and profile, on the road of every call.

import express, { type Request, type Response, type Router } from 'express'
import type { Answer } from '../answer.ts'
import { isTooLarge, readBody } from '../body.ts'
import { answerCall, type ServerCall } from '../call.ts'
import type { Operation } from '../fault/playable.ts'
import type { LoginParts } from './login-parts.ts'
import { oauthError } from './oauth-error.ts'
import { answerProfile, answerTokenInfo } from './profile.ts'
import { answerToken } from './token.ts'

/** The three endpoints. Paths are matched in any case: Amazon's own documents write `o2` and `O2`. */
export function loginServerRoutes(parts: LoginParts): Router {
  const router = express.Router()
  router.post('/auth/o2/token', readBody('100kb'), answering(parts, 'token', answerToken))
  router.get('/auth/o2/tokeninfo', answering(parts, 'tokeninfo', answerTokenInfo))
  router.get('/user/profile', answering(parts, 'profile', answerProfile))
  return router
}

type Perform = (parts: LoginParts, req: Request) => Answer

function answering(parts: LoginParts, operation: Operation, perform: Perform) {
  return (req: Request, res: Response) =>
    answerCall(parts, req, res, {
      ...createCall(parts, operation, req, perform),
      ...(isTooLarge(res) && { refuse: () => oauthError(parts.random, 'invalid_request') }),
    })
}

function createCall(parts: LoginParts, operation: Operation, req: Request, perform: Perform): ServerCall {
  return {
    operation,
    requestId: null,
    body: Buffer.isBuffer(req.body) ? req.body : null,
    region: null,
    alreadyApplied: false,
    refuse: () => null,
    perform: () => perform(parts, req),
    fail: error => oauthError(parts.random, error),
  }
}
