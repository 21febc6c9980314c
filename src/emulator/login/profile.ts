// The two endpoints that tell whose access token this is: tokeninfo and profile.

import type { Request } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import type { AccessToken } from './grant.ts'
import { APP_ID, CLIENT_ID } from './login-client.ts'
import type { LoginParts } from './login-parts.ts'
import { missingParameter, oauthError } from './oauth-error.ts'
import { queryOf } from './query.ts'
import { disclosed } from './scope.ts'

/** Exactly six members; `exp` is seconds remaining, `iat` seconds since 1970. */
export function answerTokenInfo(parts: LoginParts, req: Request): Answer {
  return withToken(parts, req, ({ account, issuedAt, expiresAt }) => {
    const exp = Math.ceil((expiresAt - parts.clock()) / 1000)
    const iat = Math.floor(issuedAt / 1000)
    const issuer = { iss: 'https://www.amazon.com', exp, app_id: APP_ID, iat }
    return jsonAnswer(200, { aud: CLIENT_ID, user_id: account.userId, ...issuer }, 'SUCCESS')
  })
}

/** The members of the granted scopes that the account has; JSON in English, whatever was asked for. */
export function answerProfile(parts: LoginParts, req: Request): Answer {
  return withToken(parts, req, ({ account, scopes }) => {
    const members = scopes.flatMap(scope => Object.entries(disclosed(scope, account)))
    const onFile = Object.fromEntries(members.filter(([, value]) => value !== null))
    const answer = jsonAnswer(200, { user_id: account.userId, ...onFile }, 'SUCCESS')
    return { ...answer, headers: { 'Content-Language': 'en-US' } }
  })
}

function withToken(
  { grants, random }: LoginParts,
  req: Request,
  answer: (token: AccessToken) => Answer,
): Answer {
  const given = tokenIn(req)
  if (!given) return missingParameter(random, 'access_token')
  const token = grants.findToken(given)
  return token ? answer(token) : oauthError(random, 'invalid_token')
}

function tokenIn(req: Request): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  return req.get('x-amz-access-token') ?? bearer ?? queryOf(req).get('access_token')
}
