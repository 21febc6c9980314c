// What a person is told about a signed request before its signature is computed: header, key, scope and time.

import type { KeyPair } from './keys.ts'
import {
  type Authorization,
  absentHeaders,
  headerValue,
  isListInOrder,
  MAX_SKEW_MS,
  parseAmzDate,
  parseAuthorization,
  type SignedRequest,
} from './signature-v4.ts'

export interface Finding {
  /** A sentence. Here and below, what stands literally in a request is between backticks. */
  readonly wrong: string
  /** The lines that differ, a sentence each. */
  readonly lines: readonly string[]
  readonly fix: string
}

/** Why the signature cannot even be computed; empty when it can. */
export function headerFindings(request: SignedRequest): Finding[] {
  const header = headerValue(request, 'authorization')
  if (header === undefined) return [finding('There is no Authorization header.', SIGN)]
  const authorization = parseAuthorization(header)
  if (!authorization) return partFindings(header)
  const absent = ['host', 'x-amz-date'].filter(name => !authorization.signedHeaders.includes(name))
  return [
    ...absent.map(name =>
      finding(
        `SignedHeaders does not name \`${name}\`: \`${authorization.signedHeaders.join(';')}\`.`,
        NAMES,
      ),
    ),
    ...(headerValue(request, 'x-amz-date') === undefined
      ? [finding('There is no x-amz-date header.', DATE)]
      : []),
  ]
}

const SIGN = 'Sign every call with Signature Version 4, service `AGCODService`.'
const NAMES = 'Sign at least `host` and `x-amz-date`, and name them in lower case with `;` between.'
const DATE = 'Send the time as `x-amz-date: YYYYMMDD’T’HHMMSS’Z’` in UTC; a Date header does not count here.'

/** The parts of an Authorization header that cannot be read. */
function partFindings(header: string): Finding[] {
  const parts = PARTS.filter(([pattern]) => !pattern.test(header))
  return parts.map(([, wrong, fix]) => finding(`${wrong}: \`${header}\`.`, fix))
}

const PARTS: readonly (readonly [pattern: RegExp, wrong: string, fix: string])[] = [
  [/^AWS4-HMAC-SHA256\b/, 'Authorization does not start with `AWS4-HMAC-SHA256`', SIGN],
  [
    /\bCredential=[^/,\s]+\/\d{8}\/[^/,\s]+\/[^/,\s]+\/aws4_request/,
    'Credential is not of five parts',
    'Write `Credential=<key id>/<YYYYMMDD>/<region>/AGCODService/aws4_request`.',
  ],
  [/\bSignedHeaders=[^,\s]+/, 'SignedHeaders is missing', NAMES],
  [
    /\bSignature=[0-9a-f]{64}\b/,
    'Signature is not of 64 hexadecimal digits in lower case',
    'Write the HMAC in lower-case hexadecimal, not in capitals and not in base64.',
  ],
]

/** Whether SignedHeaders is a list that AWS takes, whatever was signed. */
export function listFindings(request: SignedRequest, authorization: Authorization): Finding[] {
  const { signedHeaders } = authorization
  const list = `\`${signedHeaders.join(';')}\``
  return [
    ...absentHeaders(request, authorization).map(name =>
      finding(`SignedHeaders names \`${name}\`, which the request does not have: ${list}.`, PRESENT),
    ),
    ...(isListInOrder(signedHeaders) ? [] : [finding(`SignedHeaders is not sorted: ${list}.`, SORTED)]),
  ]
}

const PRESENT =
  'Name only headers that are sent, in lower case; see whether something takes one out after signing.'
const SORTED =
  'Sort the names, each of them once, in the list and in the lines of the canonical request alike.'

/** Whether the key is known and switched on. */
export function keyFindings({ accessKeyId }: Authorization, keys: readonly KeyPair[]): Finding[] {
  const key = keys.find(candidate => candidate.accessKeyId === accessKeyId)
  if (key?.active) return []
  if (key)
    return [
      finding(`The key \`${accessKeyId}\` is switched off.`, 'Use an active key, or switch this one on.'),
    ]
  const known = keys.map(candidate => `\`${candidate.accessKeyId}\``).join(', ')
  return [finding(`The key \`${accessKeyId}\` is not known here.`, `Use one of ${known}.`)]
}

/** Whether Credential names the day, the region and the service. */
export function scopeFindings(
  { date, region, service }: Authorization,
  amzDate: string,
  expected: { readonly region: string; readonly service: string },
): Finding[] {
  const parts = [
    ['region', region, expected.region],
    ['service', service, expected.service],
    ['date', date, amzDate.slice(0, 8)],
  ] as const
  return parts
    .filter(([, given, right]) => given !== right)
    .map(([part, given, right]) =>
      finding(`Credential says ${part} \`${given}\`; it must be \`${right}\`.`, SCOPE[part]),
    )
}

const SCOPE = {
  region: 'Sign for the region of the endpoint; this emulator takes its own from EMULATOR_REGION.',
  service: 'The name of the service is spelled `AGCODService`.',
  date: 'Take the day from x-amz-date, in UTC.',
} as const

/** Whether x-amz-date can be read and is within 15 minutes of now. */
export function timeFindings(amzDate: string, now: number): Finding[] {
  const ahead = parseAmzDate(amzDate) - now
  if (Number.isNaN(ahead))
    return [finding(`x-amz-date cannot be read: \`${amzDate}\`.`, `${DATE} No milliseconds.`)]
  if (Math.abs(ahead) <= MAX_SKEW_MS) return []
  const direction = ahead > 0 ? 'ahead of' : 'behind'
  const wrong = `x-amz-date is ${duration(Math.abs(ahead))} ${direction} the emulator’s clock: \`${amzDate}\`.`
  return [finding(wrong, nearWholeHours(ahead) ? ZONE : CLOCK)]
}

const CLOCK = 'Set the client’s clock (NTP); 15 minutes either way are accepted. Sign again for every retry.'
const ZONE = 'That is a difference of whole hours: write the time in UTC, not in local time.'

function nearWholeHours(ms: number): boolean {
  const hours = ms / 3_600_000
  return Math.abs(hours) < 14.5 && Math.abs(hours - Math.round(hours)) < 0.02
}

/** `17 min`, `2 h 5 min`, `3 days`. */
function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${Math.round(minutes / 1440)} days`
}

function finding(wrong: string, fix: string): Finding {
  return { wrong, lines: [], fix }
}
