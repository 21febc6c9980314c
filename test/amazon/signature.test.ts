/** Signature Version 4 of the outgoing calls, against a computation of its own and Amazon's published vectors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { request } from 'undici'
import { signedHeaders } from '../../src/amazon/incentives-api.ts'
import { startEmulator } from '../../src/emulator/app.ts'
import { accountVariables, configOf, oneAccount, real } from '../config/environment.ts'
import { accountAt, storedLoad } from './account.ts'
import { canonicalHash, derivedKey, json, sha256, signature, target } from './sigv4.ts'

test("the computation of this test gives Amazon's documented sample", () => {
  const body =
    '{"creationRequestId": "AwssbTSpecTest001", "partnerId": "Awssb", "value": {"currencyCode": "USD", "amount": 1.00}}'
  const date = '20130910T222620Z'
  const headers = {
    accept: json,
    'content-type': json,
    'x-amz-date': date,
    'x-amz-target': target('CreateGiftCard'),
  }
  const names = ['accept', 'content-type', 'host', 'x-amz-date', 'x-amz-target']
  const key = Buffer.from('48428b0d3bd97f08fbefc9d675975d7d914788ee3bc509ae27decf874f16921b', 'hex')
  assert.equal(sha256(body), '6193dc333ef1db9edae1f17989c71ce5f1939706a79be5bb924fc2e92bc23961')
  const published = [
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
  for (const [host, hash, expected] of published) {
    const canonical = canonicalHash({ host, operation: 'CreateGiftCard', headers, names, body })
    assert.equal(canonical, hash)
    assert.equal(signature(key, date, 'us-east-1', canonical), expected)
  }
})

test("the computation of this test gives the signature of Amazon's scratchpad for the Far East", () => {
  const body = '{"creationRequestId":"","partnerId":"Amazon","value":{"currencyCode":"USD","amount":null}}'
  const date = '20160708T073147Z'
  const headers = { accept: json, 'x-amz-date': date, 'x-amz-target': target('CreateGiftCard') }
  const names = ['accept', 'host', 'x-amz-date', 'x-amz-target']
  const canonical = canonicalHash({
    host: 'agcod-v2-fe-gamma.amazon.com',
    operation: 'CreateGiftCard',
    headers,
    names,
    body,
  })
  const expected = 'a47dd06c1bcff61e8c96fee2c87c4230a4dd5f7d4ffb5b958897027a3acae54b'
  assert.equal(
    signature(derivedKey('SECRET', '20160708', 'us-west-2'), date, 'us-west-2', canonical),
    expected,
  )
})

const cases = fc.record({
  marketplace: fc.constantFrom('US', 'DE', 'JP'),
  operation: fc.constantFrom('LoadAmazonBalance', 'GetAvailableFunds'),
  body: fc.string({ unit: 'binary' }),
  secret: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
  at: fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
})

test('every call is signed as AWS specifies, for its own host, region, body, second and key', () => {
  fc.assert(
    fc.property(cases, ({ marketplace, operation, body, secret, at }) => {
      const account = oneAccount(
        configOf({ ...real('sandbox'), MARKETPLACE: marketplace, INCENTIVES_SECRET_ACCESS_KEY: secret }),
      )
      const { host, region } = account.incentives
      const headers = signedHeaders(account, operation, Buffer.from(body), at)
      const { names, given } = authorization(headers, region)
      const date = at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
      assert.equal(header(headers, 'x-amz-date'), date)
      const canonical = canonicalHash({ host, operation, headers, names, body })
      assert.equal(given, signature(derivedKey(secret, date.slice(0, 8), region), date, region, canonical))
    }),
  )
})

test("the headers are those of Amazon's samples, all of them signed, and Host is left to the HTTP client", () => {
  const account = oneAccount(configOf(real('production')))
  const headers = signedHeaders(account, 'LoadAmazonBalance', Buffer.from('{}'), new Date())
  const { names } = authorization(headers, 'us-east-1')
  for (const name of ['accept', 'content-type', 'host', 'x-amz-date', 'x-amz-target'])
    assert.ok(names.includes(name), name)
  assert.deepEqual([header(headers, 'accept'), header(headers, 'content-type')], [json, json])
  assert.equal(header(headers, 'x-amz-target'), target('LoadAmazonBalance'))
  assert.equal(header(headers, 'host'), undefined)
  assert.equal(names.join(), [...names].sort().join())
  assert.ok(!inspect(headers).includes(accountVariables.INCENTIVES_SECRET_ACCESS_KEY))
})

test('a changed byte of the body, path, host, region, time or key changes the signature', () => {
  const at = new Date('2026-03-01T12:00:00Z')
  const account = (env = {}) => oneAccount(configOf({ ...real('production'), ...env }))
  const variants = [
    signedHeaders(account(), 'LoadAmazonBalance', Buffer.from('{"a":1}'), at),
    signedHeaders(account(), 'LoadAmazonBalance', Buffer.from('{"a":2}'), at),
    signedHeaders(account(), 'GetAvailableFunds', Buffer.from('{"a":1}'), at),
    signedHeaders(account(), 'LoadAmazonBalance', Buffer.from('{"a":1}'), new Date(at.getTime() + 1_000)),
    signedHeaders(
      account({ INCENTIVES_URL: 'https://other.example' }),
      'LoadAmazonBalance',
      Buffer.from('{"a":1}'),
      at,
    ),
    signedHeaders(
      account({ INCENTIVES_REGION: 'eu-west-1' }),
      'LoadAmazonBalance',
      Buffer.from('{"a":1}'),
      at,
    ),
    signedHeaders(
      account({ INCENTIVES_SECRET_ACCESS_KEY: 'another-real-secret' }),
      'LoadAmazonBalance',
      Buffer.from('{"a":1}'),
      at,
    ),
  ]
  const signatures = variants.map(
    headers => /Signature=(\w+)/.exec(header(headers, 'authorization') ?? '')?.[1],
  )
  assert.equal(new Set(signatures).size, variants.length)
})

test("the emulator's own verifier accepts the call, and only unchanged", async t => {
  const emulator = await startEmulator({ port: 0, dataDir: null, throttle: null })
  t.after(() => emulator.close())
  const account = accountAt(emulator.url)
  const { body } = storedLoad(account)
  const headers = signedHeaders(account, 'LoadAmazonBalance', body, new Date())
  const send = async (sent: Buffer) => {
    const reply = await request(`${emulator.url}/LoadAmazonBalance`, { method: 'POST', headers, body: sent })
    await reply.body.dump()
    return reply.statusCode
  }
  const changed = Buffer.from(body)
  changed[changed.length - 2] = 32
  assert.equal(await send(changed), 403)
  assert.equal(await send(body), 200)
})

function header(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

function authorization(
  headers: Readonly<Record<string, string>>,
  region: string,
): { names: string[]; given: string } {
  const form =
    /^AWS4-HMAC-SHA256 Credential=AKIAREALREALREAL0001\/\d{8}\/([\w-]+)\/AGCODService\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/
  const [, signedFor, names = '', given = ''] = form.exec(header(headers, 'authorization') ?? '') ?? []
  assert.equal(signedFor, region)
  return { names: names.split(';'), given }
}
