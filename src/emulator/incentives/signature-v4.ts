// Signature Version 4 as a server checks it, written from AWS's specification and not from any client.
// Pure: request, secrets and time come in, a verdict goes out.

import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

export interface SignedRequest {
  readonly method: string
  /** The request target as it came over the wire: path and query. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

export interface Expectation {
  readonly service: string
  readonly region: string
  readonly now: number
  secretOf(accessKeyId: string): string | undefined
}

export type Refusal = 'missing' | 'incomplete' | 'unknown-key' | 'scope' | 'skew' | 'mismatch'

export interface Authorization {
  readonly accessKeyId: string
  readonly date: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** Fifteen minutes either way, AWS's usual tolerance. */
export const MAX_SKEW_MS = 15 * 60_000

/** Null when the request is signed by a known key for this service, region and time; else why not. */
export function refuseSignature(request: SignedRequest, expected: Expectation): Refusal | null {
  const header = headerValue(request, 'authorization')
  if (header === undefined) return 'missing'
  const authorization = parseAuthorization(header)
  const amzDate = headerValue(request, 'x-amz-date')
  if (!authorization || !amzDate || !coversTheMust(authorization.signedHeaders)) return 'incomplete'
  const secret = expected.secretOf(authorization.accessKeyId)
  if (secret === undefined) return 'unknown-key'
  const { date, region, service } = authorization
  if (region !== expected.region || service !== expected.service || !amzDate.startsWith(date)) return 'scope'
  if (!(Math.abs(parseAmzDate(amzDate) - expected.now) <= MAX_SKEW_MS)) return 'skew'
  if (!isListInOrder(authorization.signedHeaders) || absentHeaders(request, authorization).length > 0)
    return 'mismatch'
  const text = stringToSign(amzDate, authorization, canonicalRequest(request, authorization.signedHeaders))
  const right = signatureOf(signingKey(secret, authorization), text)
  return sameText(right, authorization.signature) ? null : 'mismatch'
}

/** Reads an `AWS4-HMAC-SHA256` Authorization header; undefined when a part is missing. */
export function parseAuthorization(header: string): Authorization | undefined {
  const credential =
    /^AWS4-HMAC-SHA256\b.*\bCredential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(header)
  const signedHeaders = /\bSignedHeaders=([^,\s]+)/.exec(header)?.[1]
  const signature = /\bSignature=([0-9a-f]{64})\b/.exec(header)?.[1]
  const [, accessKeyId, date, region, service] = credential ?? []
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature }
}

/** AWS SigV4 "Create a canonical request". */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = '', query = ''] = splitOnce(request.target, '?')
  const headers = signedHeaders.map(name => `${name}:${headerValue(request, name) ?? ''}\n`).join('')
  const parts = [request.method, canonicalPath(path), canonicalQuery(query), headers, signedHeaders.join(';')]
  return [...parts, sha256(request.body)].join('\n')
}

/** AWS SigV4 "Create a string to sign". */
export function stringToSign(
  amzDate: string,
  scope: Pick<Authorization, 'date' | 'region' | 'service'>,
  canonical: string,
): string {
  const { date, region, service } = scope
  return ['AWS4-HMAC-SHA256', amzDate, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join(
    '\n',
  )
}

/** AWS SigV4 "Derive a signing key". */
export function signingKey(
  secret: string,
  scope: Pick<Authorization, 'date' | 'region' | 'service'>,
): Buffer {
  const steps = [scope.date, scope.region, scope.service, 'aws4_request']
  return steps.reduce<Buffer>((key, step) => hmac(key, step), Buffer.from(`AWS4${secret}`))
}

/** The signature in lower-case hexadecimal. */
export function signatureOf(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex')
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A key object: Node 24 takes five times as long with the bytes themselves. */
function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', createSecretKey(key)).update(text).digest()
}

function coversTheMust(signedHeaders: readonly string[]): boolean {
  return signedHeaders.includes('host') && signedHeaders.includes('x-amz-date')
}

/** AWS SigV4: SignedHeaders is sorted by character code, and no name stands twice. */
export function isListInOrder(signedHeaders: readonly string[]): boolean {
  return signedHeaders.every((name, index) => index === 0 || (signedHeaders[index - 1] ?? '') < name)
}

/** Names in SignedHeaders of headers that the request does not have, or that are not in lower case. */
export function absentHeaders(request: SignedRequest, { signedHeaders }: Authorization): string[] {
  return signedHeaders.filter(name => headerValue(request, name) === undefined)
}

/** A header as it is signed, by its name in lower case: repeated values joined, white space folded. */
export function headerValue(request: SignedRequest, name: string): string | undefined {
  const values = request.headers.filter(([header]) => header.toLowerCase() === name)
  if (values.length === 0) return undefined
  return values.map(([, value]) => value.trim().replace(/ {2,}/g, ' ')).join(',')
}

function canonicalPath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(encode(segment))
  }
  const slash = kept.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : ''
  return `/${kept.join('/')}${slash}`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.split('&').map(pair => {
    const [name = '', value = ''] = splitOnce(pair, '=')
    return [encode(decode(name)), encode(decode(value))] as const
  })
  pairs.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Milliseconds since 1970 of `YYYYMMDDTHHMMSSZ`; NaN for anything else. */
export function parseAmzDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
