import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyPair } from '../../src/emulator/incentives/keys.ts'
import { explainSignature } from '../../src/emulator/incentives/signature-explanation.ts'
import { refuseSignature, type SignedRequest } from '../../src/emulator/incentives/signature-v4.ts'
import { circumstances, SECRET, SENT, type Sent, setHeader, sha256, signed, told } from './mistaken-client.ts'

const REFUSED: Readonly<Record<string, readonly [RegExp, SignedRequest]>> = {
  'an unknown key': [/key `AKIDNOBODY` is not known here/, signed(undefined, { keyId: 'AKIDNOBODY' })],
  'a clock that is slow': [
    /x-amz-date is 26 min behind the emulator’s clock/,
    signed(undefined, dated('20261122T215000Z')),
  ],
  'a clock that is fast': [/x-amz-date is 3 days ahead/, signed(undefined, dated('20261125T221000Z'))],
  'local time instead of UTC': [
    /2 h 0 min ahead .* UTC, not in local time/,
    signed(undefined, dated('20261123T001604Z')),
  ],
  'milliseconds in x-amz-date': [
    /x-amz-date cannot be read: `20261122T221604.000Z`.* No milliseconds/,
    signed(undefined, dated('20261122T221604.000Z')),
  ],
  'the region of another endpoint': [
    /region `eu-west-1`; it must be `us-east-1`/,
    signed(undefined, { region: 'eu-west-1' }),
  ],
  'another service': [
    /service `execute-api`; it must be `AGCODService`/,
    signed(undefined, { service: 'execute-api' }),
  ],
  'another day than x-amz-date': [
    /date `20261121`; it must be `20261122`/,
    signed(undefined, { date: '20261121' }),
  ],
  'no Authorization': [/There is no Authorization header/, { ...signed(), headers: SENT.headers }],
  'a signature in capitals': [
    /Signature is not of 64/,
    signed(undefined, { signature: hex => hex.toUpperCase() }),
  ],
  'no x-amz-date': [/There is no x-amz-date header/, without('x-amz-date')],
}

for (const [name, [finding, request]] of Object.entries(REFUSED)) {
  test(`a call that is refused for ${name} is told so, and nothing else`, () => {
    assert.match(told(request), finding)
    assert.notEqual(refuseSignature(request, { ...circumstances, secretOf: () => SECRET }), 'mismatch')
  })
}

test('a call that is signed rightly has no findings, and its steps end in the given signature', () => {
  const { findings, steps } = explainSignature(signed(), circumstances)
  assert.deepEqual(findings, [])
  assert.equal(steps?.expected, steps?.given)
  assert.ok(steps?.canonicalRequest.every(({ text, signed }) => text === signed))
})

test('a key that is switched off is told apart from an unknown one', () => {
  const retire = (key: KeyPair) => ({ ...key, active: false })
  const { findings } = explainSignature(signed(), { ...circumstances, keys: circumstances.keys.map(retire) })
  assert.match(findings.map(({ wrong }) => wrong).join(), /^The key `AKIDACTIVE` is switched off.$/)
})

test('a list of signed headers that AWS does not take is refused and explained, though the signature fits it', () => {
  const backwards = SENT.headers
    .map(([name]) => name.toLowerCase())
    .sort()
    .reverse()
  const lists: readonly [names: string[], finding: RegExp][] = [
    [backwards, /^SignedHeaders is not sorted: `x-amz-target;x-amz-date;host;/],
    [['host', 'host', 'x-amz-date'], /^SignedHeaders is not sorted: `host;host;x-amz-date`/],
    [['host', 'x-amz-date', 'x-gone'], /^SignedHeaders names `x-gone`, which the request does not have/],
    [['Accept', 'host', 'x-amz-date'], /^SignedHeaders names `Accept`, .* in lower case/],
  ]
  for (const [names, finding] of lists) {
    const request = signed(() => ({}), { signedHeaders: names })
    assert.equal(refuseSignature(request, { ...circumstances, secretOf: () => SECRET }), 'mismatch')
    assert.match(told(request), finding)
  }
})

test('two mistakes at once are both found, beside a clock that is wrong', () => {
  const request = signed(
    s => ({ bodyHash: sha256(''), ...setHeader(s, 'host', 'localhost') }),
    dated('20261122T215000Z'),
  )
  const [clock, ...mistakes] = explainSignature(request, circumstances).findings
  assert.match(clock?.wrong ?? '', /26 min behind/)
  assert.deepEqual(mistakes.map(({ wrong }) => wrong).sort(), [
    'You signed the hash of an empty body.',
    'You signed the host without its port.',
  ])
})

test('a header that was signed and not named shows as a line the request has not', () => {
  const extra = (name: string) => SENT.headers.concat([[name, 'x']])
  const request = signed(s => ({ headers: [...s.headers, ['x-more', 'x']] }), { headers: SENT.headers })
  const sent = { ...request, headers: [...request.headers, ...extra('x-more').slice(-1)] }
  const { findings, steps } = explainSignature(sent, circumstances)
  assert.match(findings[0]?.lines[0] ?? '', /^After line 8 .* you signed `x-more:x`/)
  assert.deepEqual(steps?.canonicalRequest[8], { text: null, signed: 'x-more:x' })
})

for (const [target, finding, mistake] of [
  ['//LoadAmazonBalance', /did not normalise the path/, { path: '//LoadAmazonBalance' }],
  ['/Load%20it', /did not encode the path that is sent once more/, { path: '/Load%20it' }],
  ['/Load%20it', /encoded the path once too often/, { path: '/Load%252520it' }],
  ['/Load?b=2&a=1', /neither sorted nor encoded the query/, { path: '/Load', query: 'b=2&a=1' }],
  ['/Load?a=1', /left the query out/, { path: '/Load', query: '' }],
] as const) {
  test(`signing ${JSON.stringify(mistake)} for ${target} is told`, () => {
    assert.match(told(signed(() => mistake, { target })), finding)
  })
}

test('a signature that no mistake explains says what to look at first, soon', () => {
  const started = performance.now()
  const text = told(signed(s => ({ key: s.key.with(0, 'AWS4no-secret-of-ours') })))
  assert.match(text, /none of the usual mistakes .* the secret of `AKIDACTIVE`/)
  assert.ok(performance.now() - started < 4000, `${performance.now() - started} ms`)
})

function dated(amzDate: string): Partial<Sent> {
  const headers = SENT.headers.map(([name, value]): [string, string] => [
    name,
    name === 'X-Amz-Date' ? amzDate : value,
  ])
  return { headers, date: amzDate.slice(0, 8) }
}

function without(name: string): SignedRequest {
  const request = signed()
  return { ...request, headers: request.headers.filter(([header]) => header.toLowerCase() !== name) }
}

test('many signed headers do not keep everybody else waiting', () => {
  const many = Array.from({ length: 100 }, (_, index): [string, string] => [`x-${index}`, 'v'])
  const request = signed(s => ({ headers: [...s.headers, ...many], gap: ['', ''], method: 'get' }))
  const names = ['host', 'x-amz-date', ...many.map(([name]) => name)].toSorted().join(';')
  const headers = [...request.headers, ...many].map(([name, value]): [string, string] => [
    name,
    name.toLowerCase() === 'authorization'
      ? value.replace(/SignedHeaders=[^,]+/, `SignedHeaders=${names}`)
      : value,
  ])
  const started = performance.now()
  const { findings } = explainSignature({ ...request, headers }, circumstances)
  assert.match(findings[0]?.wrong ?? '', /none of the usual mistakes/)
  assert.ok(performance.now() - started < 1_000)
})
