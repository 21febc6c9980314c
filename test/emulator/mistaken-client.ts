// A client of the Incentives API that signs by itself and can be told to sign wrongly, for the tests of what it is told.

import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { type Circumstances, explainSignature } from '../../src/emulator/incentives/signature-explanation.ts'
import type { SignedRequest } from '../../src/emulator/incentives/signature-v4.ts'

export const SECRET = 'emulator-secret-access-key'
export const NOW = Date.parse('2026-11-22T22:16:04Z')
export const circumstances: Circumstances = {
  service: 'AGCODService',
  region: 'us-east-1',
  now: NOW,
  port: 3001,
  keys: [
    { accessKeyId: 'AKIDACTIVE', secretAccessKey: SECRET, active: true },
    { accessKeyId: 'AKIDOTHER', secretAccessKey: 'another-secret', active: true },
    { accessKeyId: 'AKIDRETIRED', secretAccessKey: 'retired-secret', active: false },
  ],
}

/** What a client puts into the canonical request, the string to sign and the key. */
export interface Signing {
  method: string
  path: string
  query: string
  headers: [name: string, value: string][]
  /** Between the headers and their names. */
  gap: string[]
  names: string
  bodyHash: string
  tail: string[]
  amzDate: string
  scope: string[]
  key: (string | Buffer)[]
}

export interface Sent {
  target: string
  headers: [name: string, value: string][]
  body: string
  keyId: string
  date: string
  region: string
  service: string
  signature: (hex: string) => string
  /** Signed and named in this order; those that are sent, sorted, unless given. */
  signedHeaders?: readonly string[]
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string | Buffer) => createHmac('sha256', key).update(text).digest()

/** What a mistake changes before the signature is made. */
export type Mistake = (signing: Signing) => Partial<Signing>

export const SENT: Sent = {
  target: '/LoadAmazonBalance',
  headers: [
    ['accept', 'application/json'],
    ['content-type', 'application/json'],
    ['X-Amz-Date', '20261122T221604Z'],
    ['x-amz-target', 'com.amazonaws.agcod.AGCODService.LoadAmazonBalance'],
    ['Host', 'localhost:3001'],
  ],
  body: '{"partnerId":"Emul1","amount":{"currencyCode":"USD","value":25.00},"note":"Grüße/x"}',
  keyId: 'AKIDACTIVE',
  date: '20261122',
  region: 'us-east-1',
  service: 'AGCODService',
  signature: hex => hex,
}

/** A client of its own: right unless `sent` or `mistake` say otherwise. */
export function signed(mistake: Mistake = () => ({}), changes: Partial<Sent> = {}): SignedRequest {
  const sent = { ...SENT, ...changes }
  const scope = [sent.date, sent.region, sent.service, 'aws4_request']
  const sorted = sent.headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim()])
    .sort()
  const sentValue = (name: string) => sorted.find(header => header[0] === name)?.[1] ?? ''
  const headers = sent.signedHeaders?.map((name): [string, string] => [name, sentValue(name)]) ?? sorted
  const signing: Signing = {
    method: 'POST',
    path: sent.target.split('?')[0] ?? '',
    query: sent.target.split('?')[1] ?? '',
    headers,
    gap: [''],
    names: headers.map(([name]) => name).join(';'),
    bodyHash: sha256(sent.body),
    tail: [],
    amzDate: headers.find(([name]) => name === 'x-amz-date')?.[1] ?? '',
    scope,
    key: [`AWS4${SECRET}`, ...scope],
  }
  const credential = `Credential=${sent.keyId}/${scope.join('/')}`
  const signature = sent.signature(signatureOf({ ...signing, ...mistake(signing) }))
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signing.names}, Signature=${signature}`
  return {
    method: 'POST',
    target: sent.target,
    headers: [...sent.headers, ['Authorization', authorization]],
    body: Buffer.from(sent.body),
  }
}

function signatureOf({ method, path, query, headers, gap, names, bodyHash, tail, ...rest }: Signing): string {
  const lines = headers.map(([name, value]) => `${name}:${value}`)
  const canonical = [method, path, query, ...lines, ...gap, names, bodyHash, ...tail].join('\n')
  const text = ['AWS4-HMAC-SHA256', rest.amzDate, rest.scope.join('/'), sha256(canonical)].join('\n')
  const [start = '', ...steps] = rest.key
  return hmac(steps.reduce<string | Buffer>(hmac, start), text).toString('hex')
}

export function setHeader(signing: Signing, name: string, value: string): Partial<Signing> {
  return { headers: signing.headers.map(header => (header[0] === name ? [name, value] : header)) }
}

/** The one thing that the client is told, in full. */
export function told(request: SignedRequest): string {
  const { findings } = explainSignature(request, circumstances)
  assert.equal(findings.length, 1, JSON.stringify(findings))
  return findings.flatMap(({ wrong, lines, fix }) => [wrong, ...lines, fix]).join(' ')
}
