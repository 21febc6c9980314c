import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  call,
  codeOf,
  emulatorFor,
  JANE,
  lines,
  load,
  outcome,
  redeem,
  send,
  setFaults,
  tokenOf,
} from './client.ts'

const SUCCESS =
  '200 {"loadBalanceRequestId":"Emul1AAAAAAAAAAAAAAAAAAAAAAAAAA","amount":{"currencyCode":"USD","value":25.0}'

const LOAD_FAULTS: readonly [fault: string, seen: RegExp, applied: number][] = [
  ['cut', /^cut$/, 0],
  ['apply-then-cut', /^cut$/, 1],
  ['rst', /^cut$/, 0],
  ['apply-then-rst', /^cut$/, 1],
  ['cut-in-body', /^cut$/, 1],
  ['html-500', /^500 <!doctype html>/, 0],
  ['html-502', /^502 <!doctype html>/, 0],
  ['html-504', /^504 <!doctype html>/, 0],
  ['json-500', /^500 {"message":"Internal Server Error"}$/, 0],
  ['json-502', /^502 {/, 0],
  ['json-503', /^503 {/, 0],
  ['json-504', /^504 {/, 0],
  ['empty-200', /^200 $/, 1],
  ['html-503', /^503 <!doctype html>/, 0],
  ['html-200', /^200 <!doctype html>/, 0],
  ['redirect', /^302 /, 0],
  ['f100', /^500 .*"errorCode":"F100"/, 0],
  ['f400', /^400 .*"status":"RESEND"}.*"errorCode":"F400"/, 0],
  ['f400-applied', /^400 .*"status":"RESEND"}.*"errorCode":"F400"/, 1],
  ['f500', /^500 .*"errorCode":"F500"/, 0],
  ['resend-200', /^200 {"status":"RESEND"}$/, 0],
  ['failure-200', /^200 {"status":"FAILURE"}$/, 0],
  ['pending-200', /^200 .*"value":25\.0},"status":"PENDING"}$/, 1],
  ['throttle', /^400 .*Rate exceeded/, 0],
  ['throttle-applied', /^400 .*Rate exceeded/, 1],
  ['refuse', /^400 .*MaxAmountExceeded/, 0],
  ['no-after-applied', /^200 .*"status":"SUCCESS"}$/, 1],
  ['insufficient-funds', /^400 .*InsufficientFunds/, 0],
  ['contract', /^400 .*ActiveContractNotFound/, 0],
  ['wrong-echo-amount', /^200 .*"value":26\.0}/, 1],
  ['wrong-echo-id', /^200 {"loadBalanceRequestId":"Emul1A*X","amount":{.*"value":25\.0}/, 1],
  ['wrong-echo-currency', /^200 .*"currencyCode":"CAD","value":25\.0}/, 1],
  ['number-echo-as-text', /^200 .*"value":"25.00"}/, 1],
  ['no-echo-id', /^200 {"amount":.*"value":25\.0},"status":"SUCCESS"}$/, 1],
  ['no-echo-amount', /^200 {"loadBalanceRequestId":"Emul1A+","status":"SUCCESS"}$/, 1],
  ['no-echo', /^200 {"status":"SUCCESS"}$/, 1],
  ['truncated-json', /^200 {"loadBalanceRequestId":"Emul1A+","am$/, 1],
  ['trailing-garbage', /^200 .*"status":"SUCCESS"}\n<!-- generated -->$/, 1],
  ['huge-body', /^200 .{0,200}"value":25\.0},"status":"SUCCESS","padding":"x{4000000}"}$/, 1],
  ['extra-fields', /^200 {"newMember":"new".*"value":25\.0},"status":"SUCCESS"}$/, 1],
  ['clock-skew', /^403 .*Signature expired/, 0],
  ['signature-mismatch', /^403 .*does not match/, 0],
]

for (const [fault, seen, applied] of LOAD_FAULTS) {
  test(`the fault ${fault} reaches the wire, ${applied ? 'with' : 'without'} the money applied`, async t => {
    const { url } = await emulatorFor(t)
    await setFaults(url, [{ fault, count: 1 }])
    assert.match(await outcome(load(url)), seen)
    assert.equal((await lines(url, 'ledger')).length, applied)
    const [first] = await lines(url, 'calls')
    assert.deepEqual(
      [first?.applied, first?.fault],
      [applied === 1, fault === 'no-after-applied' ? null : fault],
    )
    const again = await outcome(load(url))
    if (fault === 'no-after-applied') assert.match(again, /^400 .*MaxAmountExceeded/)
    else assert.ok(again.startsWith(SUCCESS), again)
  })
}

test('faults of GetAvailableFunds answer in its own envelope', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'contract', operation: 'GetAvailableFunds' }])
  const { agcodResponse, errorType } = JSON.parse(
    (await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })).text,
  )
  assert.equal(errorType, 'ActiveContractNotFound')
  assert.equal(agcodResponse.availableFunds, null)
})

const TOKEN_FAULTS: readonly [fault: string, seen: RegExp][] = [
  ['cut', /^cut$/],
  ['html-503', /^503 </],
  ['html-200', /^200 </],
  ['redirect', /^302 /],
  ['invalid-grant', /^400 {"error":"invalid_grant"/],
  ['invalid-client', /^401 {"error":"invalid_client"/],
]

for (const [fault, seen] of TOKEN_FAULTS) {
  test(`the fault ${fault} of the token endpoint leaves the code good`, async t => {
    const { url } = await emulatorFor(t)
    await setFaults(url, [{ fault, operation: 'token', count: 1 }])
    const code = await codeOf(url, 'jane')
    assert.match(await outcome(redeem(url, code)), seen)
    assert.equal((await redeem(url, code)).status, 200)
  })
}

const IDENTITY_FAULTS: readonly [
  fault: string,
  operation: string,
  seen: (body: Record<string, unknown>) => boolean,
][] = [
  ['foreign-aud', 'tokeninfo', body => body.aud === 'amzn1.application-oa2-client.foreign'],
  ['foreign-iss', 'tokeninfo', body => body.iss === 'https://issuer.example'],
  ['expired', 'tokeninfo', body => body.exp === 0],
  ['other-user', 'tokeninfo', body => body.user_id !== JANE],
  ['other-user', 'profile', body => body.user_id !== JANE],
  ['no-user-id', 'tokeninfo', body => !('user_id' in body)],
  ['no-user-id', 'profile', body => !('user_id' in body)],
  ['huge-body', 'profile', body => String(body.padding).length === 4_000_000],
]

for (const [fault, operation, seen] of IDENTITY_FAULTS) {
  test(`the fault ${fault} changes what ${operation} says, and nothing else`, async t => {
    const { url } = await emulatorFor(t)
    const path = operation === 'profile' ? '/user/profile' : '/auth/o2/tokeninfo'
    const headers = { 'x-amz-access-token': await tokenOf(url, 'jane') }
    const ask = async () => JSON.parse((await send(`${url}${path}`, { headers })).text)
    assert.equal(seen(await ask()), false)
    await setFaults(url, [{ fault, operation }])
    assert.equal(seen(await ask()), true)
  })
}

test('a fault is played as often as it says, for ever without a count, and until cleared', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'refuse', count: 2 }, { fault: 'f500' }])
  const statuses = []
  for (let calls = 0; calls < 4; calls += 1) statuses.push((await load(url)).status)
  assert.deepEqual(statuses, [400, 400, 500, 500])
  assert.equal((await send(`${url}/_emulator/faults`, { method: 'DELETE' })).status, 204)
  assert.equal((await load(url)).status, 200)
})

test('a request that is not signed uses up no fault', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'f500', count: 1 }])
  assert.equal((await load(url, {}, { secretAccessKey: 'guess' })).status, 403)
  assert.equal((await load(url)).status, 500)
})

test('wrong faults are refused by the name of the field, and change nothing', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'f500' }])
  const wrong = [
    [[{ fault: 'nonsense' }], /\[0\]\.fault/],
    [[{ fault: 'f500' }, { fault: 'foreign-aud', operation: 'profile' }], /\[1\]\.operation/],
    [[{ fault: 'delay', seconds: -1 }], /\[0\]\.seconds/],
    [[{ fault: 'delay', count: 0 }], /\[0\]\.count/],
    [[{ fault: 'delay', times: 3 }], /times/],
    [{ fault: 'delay' }, /expected array/],
  ] as const
  for (const [faults, field] of wrong) {
    const { status, text } = await setFaults(url, faults)
    assert.equal(status, 400)
    assert.match(JSON.parse(text).error, field)
  }
  const { active, available } = JSON.parse((await send(`${url}/_emulator/faults`)).text)
  assert.deepEqual(
    active.map((fault: { fault: string }) => fault.fault),
    ['f500'],
  )
  assert.match(available.f500, /not applied/)
})
