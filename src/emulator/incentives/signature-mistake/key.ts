// Mistakes in the key and its scope: another secret, another region, service or day, or another derivation.

import { createHmac } from 'node:crypto'
import type { KeyPair } from '../keys.ts'
import { signingKey } from '../signature-v4.ts'
import type { Draft, Scope } from './draft.ts'
import type { Facts, Mistake } from './mistake.ts'

export function keyMistakes(draft: Draft, { key, keys }: Facts): Mistake[] {
  const { scope } = draft
  const secret = key.secretAccessKey
  const keyed = (did: string, fix: string, other: Buffer) => ({ did, fix, draft: { ...draft, key: other } })
  return [
    ...keys.map(other =>
      keyed(
        `used the secret of the key ${other.accessKeyId}`,
        SECRET,
        signingKey(other.secretAccessKey, scope),
      ),
    ),
    ...otherSecrets(key).map(([did, other]) => keyed(did, SECRET, signingKey(other, scope))),
    ...otherDerivations(scope, secret).map(([did, other]) => keyed(did, DERIVATION, other)),
    ...otherScopes(scope).flatMap(([did, other]) => scopeMistakes(draft, secret, did, other)),
  ]
}

const SECRET =
  'Take the secret of the key that Credential names, without quotes, spaces or a line break around it.'
const DERIVATION =
  'The key starts with `AWS4` and the secret, then HMAC-SHA256 over date, region, service and `aws4_request`, each result as bytes.'
const SCOPE =
  'Date, region and service must be the same in Credential, in line 3 of the string to sign and in the key.'

function otherSecrets({
  accessKeyId,
  secretAccessKey: secret,
}: KeyPair): (readonly [did: string, secret: string])[] {
  const ends = ['\n', '\r\n', '\r', ' ', '\t']
  return [
    ...ends.map(end => ['used the secret with a line break or space after it', secret + end] as const),
    ['used the secret with a space before it', ` ${secret}`],
    ['used the secret with spaces around it', ` ${secret} `],
    ['used the secret with quotes around it', `"${secret}"`],
    ['used the secret with quotes around it', `'${secret}'`],
    ['used the access key id instead of the secret', accessKeyId],
    ['used an empty secret', ''],
    ['put `AWS4` before the secret twice', `AWS4${secret}`],
    ['used the secret percent-encoded', encodeURIComponent(secret)],
    ['used the secret in base64', Buffer.from(secret).toString('base64')],
  ]
}

function otherDerivations(scope: Scope, secret: string): (readonly [did: string, key: Buffer])[] {
  const steps = [scope.date, scope.region, scope.service, 'aws4_request']
  const start = `AWS4${secret}`
  return [
    ['derived the key without `AWS4` before the secret', derive(secret, steps)],
    ['derived the key without its last step, `aws4_request`', derive(start, steps.slice(0, -1))],
    ['derived the key with `AWS4_REQUEST` in capitals', derive(start, steps.with(-1, 'AWS4_REQUEST'))],
    ['used each step of the key as hexadecimal text', deriveHex(start, steps)],
    ['used the secret itself as the key', Buffer.from(secret)],
    ['used `AWS4` and the secret as the key', Buffer.from(start)],
  ]
}

function derive(start: string, steps: readonly string[]): Buffer {
  return steps.reduce<Buffer>(
    (key, step) => createHmac('sha256', key).update(step).digest(),
    Buffer.from(start),
  )
}

function deriveHex(start: string, steps: readonly string[]): Buffer {
  return steps.reduce<Buffer>(
    (key, step) => Buffer.from(createHmac('sha256', key).update(step).digest('hex')),
    Buffer.from(start),
  )
}

const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-northeast-1', 'us-west-1']
const SERVICES = ['AGCODService', 'agcodservice', 'AGCOD', 'agcod', 'execute-api']

function otherScopes(scope: Scope): (readonly [did: string, scope: Scope])[] {
  return [
    ...REGIONS.map(region => [`signed for the region ${region}`, { ...scope, region }] as const),
    ...SERVICES.map(service => [`signed for the service ${service}`, { ...scope, service }] as const),
    ...[-1, 1].map(
      days => ['signed for the day before or after', { ...scope, date: shifted(scope.date, days) }] as const,
    ),
  ].filter(([, other]) => JSON.stringify(other) !== JSON.stringify(scope))
}

/** In the key, in the string to sign, or in both. */
function scopeMistakes(draft: Draft, secret: string, did: string, scope: Scope): Mistake[] {
  const key = signingKey(secret, scope)
  const drafts = [
    { ...draft, key },
    { ...draft, scope },
    { ...draft, scope, key },
  ]
  return drafts.map(changed => ({ did, fix: SCOPE, draft: changed }))
}

function shifted(date: string, days: number): string {
  const time = Date.parse(date.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3'))
  if (Number.isNaN(time)) return date
  return new Date(time + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
}
