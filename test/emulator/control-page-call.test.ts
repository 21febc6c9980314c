import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layOut } from '../../src/emulator/control/page/body-layout.ts'
import { maskHeader, maskText } from '../../src/emulator/control/page/mask.ts'
import { emulatorFor, load, loadBody, postForm, redeem, send, signed, tokenOf } from './client.ts'

test('markup in a name, a header or a body is shown as text', async t => {
  const { url } = await emulatorFor(t)
  const body = JSON.stringify(loadBody({ note: '<script>alert(1)</script>' }))
  const headers = { ...signed(url, 'LoadAmazonBalance', body, {}), 'x-note': '<img src=x>' }
  await send(`${url}/LoadAmazonBalance`, { method: 'POST', body, headers })
  const { text } = await send(`${url}/_emulator/page/calls/1`)
  assert.doesNotMatch(text, /<script|<img/)
  assert.match(text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  assert.match(text, /&lt;img src=x&gt;/)
  const overview = await send(`${url}/_emulator`)
  assert.match(overview.text, /&lt;b&gt;Bobby&lt;\/b&gt;/)
})

test('tokens, codes and client secrets are cut to six characters wherever they went', async t => {
  const { url } = await emulatorFor(t)
  const token = await tokenOf(url, 'jane')
  const encoded = encodeURIComponent(token)
  await send(`${url}/user/profile`, { headers: { authorization: `Bearer ${token}` } })
  await send(`${url}/auth/o2/tokeninfo?access_token=${encoded}`)
  await send(`${url}/user/profile`, { headers: { 'x-amz-access-token': token } })
  await redeem(url, 'a-code-that-is-no-good')
  for (const number of [1, 2, 3, 4, 5]) {
    const { text } = await send(`${url}/_emulator/page/calls/${number}`)
    for (const secret of [token.slice(5, 40), encoded.slice(8, 40), 'emulator-client-secret', 'a-code-that'])
      assert.ok(!text.includes(secret), `call ${number} shows ${secret}`)
    assert.match(text, /…/)
  }
})

test('masking finds secrets in forms, queries, JSON that was cut, and headers', () => {
  assert.equal(maskText('a=1&client_secret=0123456789abc&b'), 'a=1&client_secret=012345…&b')
  assert.equal(maskText('client%5Fsecret=0123456789abc'), 'client%5Fsecret=012345…')
  assert.equal(maskText('/p?access_token=0123456789abc'), '/p?access_token=012345…')
  assert.equal(maskText('{"refresh_token" : "0123456789abc'), '{"refresh_token" : "012345…')
  assert.equal(maskText('{"code":"short"}'), '{"code":"…"}')
  assert.equal(maskText('{"currencyCode":"0123456789abc"}'), '{"currencyCode":"0123456789abc"}')
  assert.equal(maskHeader('Authorization', 'Basic 0123456789abc'), 'Basic 012345…')
  assert.match(maskHeader('authorization', 'AWS4-HMAC-SHA256 Credential=x'), /Credential=x/)
})

test('a body is laid out without a change to its digits', () => {
  assert.equal(
    layOut('{"a":25.00,"b":[],"c":{"d":"x:,{}"},"e":[1,2]}', 'application/json'),
    '{\n  "a": 25.00,\n  "b": [],\n  "c": {\n    "d": "x:,{}"\n  },\n  "e": [\n    1,\n    2\n  ]\n}',
  )
  assert.equal(layOut('a=1&b=2', 'application/x-www-form-urlencoded'), 'a=1\n&b=2')
  assert.equal(layOut('<half', 'text/html'), '<half')
})

test('a client that signs the host without its port reads so on the page of its call', async t => {
  const { url } = await emulatorFor(t)
  const body = JSON.stringify(loadBody())
  const headers = signed('http://localhost', 'LoadAmazonBalance', body, {})
  const { status } = await send(`${url}/LoadAmazonBalance`, { method: 'POST', body, headers })
  assert.equal(status, 403)
  const { text } = await send(`${url}/_emulator/page/calls/1`)
  assert.match(text, /You signed the host without its port\./)
  assert.ok(text.includes(`the request says <code>host:${new URL(url).host}</code>`))
})

test('a right signature that was refused says what refused it', async t => {
  const { url } = await emulatorFor(t)
  await postForm(`${url}/_emulator/page/faults`, { fault: 'signature-mismatch', count: '1' })
  await load(url)
  assert.match(
    (await send(`${url}/_emulator/page/calls/1`)).text,
    /due to the fault <code>signature-mismatch/,
  )
  await postForm(`${url}/_emulator/page/keys`, { key: 'AKIDEMULATORACTIVE01', active: 'no' })
  await load(url)
  assert.match((await send(`${url}/_emulator/page/calls/2`)).text, /<\/code> is switched off\./)
  await postForm(`${url}/_emulator/page/keys`, { key: 'AKIDEMULATORACTIVE01', active: 'yes' })
  assert.match(
    (await send(`${url}/_emulator/page/calls/2`)).text,
    /due to its key, which was switched off then/,
  )
})

test('request ids of a megabyte do not make the list of calls as long', async t => {
  const { url } = await emulatorFor(t)
  for (let count = 0; count < 3; count++) await load(url, { loadBalanceRequestId: 'X'.repeat(900_000) })
  assert.ok((await send(`${url}/_emulator/page/calls`)).text.length < 50_000)
  assert.ok((await send(`${url}/_emulator`)).text.length < 50_000)
})
