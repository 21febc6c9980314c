// Errors of Login with Amazon's server endpoints, in the body that was seen on the wire.

import { type Answer, jsonAnswer } from '../answer.ts'
import type { Random } from '../random.ts'

/** An error by its OAuth name; `description` where it is not the one usual for this name. */
export function oauthError(random: Random, error: string, description = DESCRIPTIONS[error]): Answer {
  const opaque = { error_index: random.text(64), request_id: random.uuid() }
  const status = error === 'invalid_client' ? 401 : 400
  const answer = jsonAnswer(status, { error, error_description: description, ...opaque }, error)
  return { ...answer, headers: { 'X-Amzn-RequestId': opaque.request_id } }
}

export function missingParameter(random: Random, name: string): Answer {
  return oauthError(random, 'invalid_request', `The request is missing a required parameter : ${name}`)
}

/** Texts as seen on the wire; that of a failed PKCE check is not known and assumed to be invalid_grant's. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  invalid_client: 'Client authentication failed',
  invalid_grant: 'The request has an invalid grant parameter : code',
  invalid_request: 'Malformed request',
  invalid_scope: 'The request has an invalid parameter : scope',
  invalid_token: 'The request has an invalid parameter : access_token',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server',
}
