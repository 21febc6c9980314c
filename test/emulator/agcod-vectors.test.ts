// Signatures of this very API made elsewhere: Amazon's documentation, Amazon's scratchpad, the test of npm agcod.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalRequest,
  type SignedRequest,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
} from '../../src/emulator/incentives/signature-v4.ts'

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

test('a request signed by the unit test of npm agcod verifies', () => {
  const body =
    '{"creationRequestId":"Test001","partnerId":"Test","value":{"amount":123,"currencyCode":"USD"}}'
  const amzDate = '20170918T133138Z'
  const { headers, ...rest } = agcodRequest('CreateGiftCard', 'agcod-v2-gamma.amazon.com', amzDate, body)
  const request = { ...rest, headers: [...headers, ['content-length', '94'] as const] }
  const names = ['accept', 'content-length', 'content-type', 'host', 'x-amz-date', 'x-amz-target']
  const scope = { date: '20170918', region: 'us-east-1', service: 'AGCODService' }
  const text = stringToSign(amzDate, scope, canonicalRequest(request, names))
  assert.equal(
    signatureOf(signingKey('fake-secret-key', scope), text),
    'e9d5479b216d39a2dd949f5971383c871ab420a6c6b3380f98e9851a8349e260',
  )
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
