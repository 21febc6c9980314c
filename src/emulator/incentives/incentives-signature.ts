// Who may call the Incentives API, and how a bad signature is answered.
// The wording for an unknown key is recorded; the others are AWS's usual ones and assumed.

import type { Request } from 'express'
import { type Answer, jsonAnswer } from '../answer.ts'
import { headerPairs } from '../exchange.ts'
import type { Keys } from './keys.ts'
import { type Authorization, parseAuthorization, type Refusal, refuseSignature } from './signature-v4.ts'

/** Why a call is not let in; a key that is switched off is told apart for people, not for the caller. */
type Reason = Refusal | 'inactive-key'

const INVALID_TOKEN = [
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
] as const

const ANSWERS: Readonly<Record<Reason, readonly [type: string, message: string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  incomplete: [
    'IncompleteSignatureException',
    "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' with 'host' and 'x-amz-date'.",
  ],
  'unknown-key': INVALID_TOKEN,
  'inactive-key': INVALID_TOKEN,
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

export interface SignatureParts {
  readonly keys: Keys
  readonly region: string
  readonly clock: () => number
}

/** The 403 answer to a request that is not signed rightly with an active key, or null. */
export function refuseCaller(req: Request, body: Uint8Array, parts: SignatureParts): Answer | null {
  const { keys, region, clock } = parts
  const signed = { method: req.method, target: req.originalUrl, headers: headerPairs(req.rawHeaders), body }
  const secretOf = (id: string) => keys.find(id)?.secretAccessKey
  const refusal = refuseSignature(signed, { service: 'AGCODService', region, now: clock(), secretOf })
  if (refusal) return refusalOf(refusal)
  return keys.find(claimed(req)?.accessKeyId ?? '')?.active ? null : refusalOf('inactive-key')
}

/** The 403 answer for a reason. */
export function refusalOf(reason: Reason): Answer {
  const [__type, message] = ANSWERS[reason]
  return jsonAnswer(403, { __type, message }, `403 ${reason}`)
}

/** The region in the credential scope, as the caller wrote it. */
export function claimedRegion(req: Request): string | null {
  return claimed(req)?.region ?? null
}

function claimed(req: Request): Authorization | undefined {
  return parseAuthorization(req.headers.authorization ?? '')
}
