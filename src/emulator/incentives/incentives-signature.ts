// Who may call the Incentives API: the emulator's key pairs, and how a bad signature is answered.
// The wording for an unknown key is recorded; the others are AWS's usual ones and assumed.

import type { Request } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import { headerPairs } from '../exchange.ts'
import { parseAuthorization, type Refusal, refuseSignature } from './signature-v4.ts'

/** Two key pairs, so that a rotation can be rehearsed. Well known: they protect nothing. */
const SECRETS: ReadonlyMap<string, string> = new Map([
  ['AKIDEMULATORACTIVE01', 'emulator-secret-access-key'],
  ['AKIDEMULATORSPARE02', 'emulator-spare-secret-key'],
])

const ANSWERS: Readonly<Record<Refusal, readonly [type: string, message: string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  incomplete: [
    'IncompleteSignatureException',
    "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' with 'host' and 'x-amz-date'.",
  ],
  'unknown-key': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  scope: [
    'InvalidSignatureException',
    'Credential should be scoped to a valid region and to service AGCODService.',
  ],
  skew: [
    'InvalidSignatureException',
    'Signature expired: the date of the request is not within 15 minutes of now.',
  ],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
}

/** The 403 answer to a request that is not signed rightly, or null. */
export function refuseCaller(req: Request, body: Uint8Array, region: string, now: number): Answer | null {
  const signed = { method: req.method, target: req.originalUrl, headers: headerPairs(req.rawHeaders), body }
  const expected = { service: 'AGCODService', region, now, secretOf: (id: string) => SECRETS.get(id) }
  const refusal = refuseSignature(signed, expected)
  return refusal && refusalOf(refusal)
}

/** The 403 answer for a reason. */
export function refusalOf(refusal: Refusal): Answer {
  const [__type, message] = ANSWERS[refusal]
  return jsonAnswer(403, { __type, message }, `403 ${refusal}`)
}

/** The region in the credential scope, as the caller wrote it. */
export function claimedRegion(req: Request): string | null {
  return parseAuthorization(req.headers.authorization ?? '')?.region ?? null
}
