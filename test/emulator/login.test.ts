import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorizeUrl,
  CLIENT_ID,
  CLIENT_SECRET,
  codeOf,
  emulatorFor,
  postForm,
  REDIRECT_URI,
  redeem,
  send,
  VERIFIER,
} from './client.ts'

test('the sign-in page has a button per test account, a cancel button, and escapes names', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await send(authorizeUrl(url))
  assert.equal(status, 200)
  for (const key of ['jane', 'john', 'maria', 'markup', 'blocked', 'noname']) {
    assert.match(text, new RegExp(`<button name="account" value="${key}">`))
  }
  assert.match(text, /<button name="cancel"/)
  assert.match(text, /This is not Amazon\. No money moves\./)
  assert.match(text, /&lt;b&gt;Bobby&lt;\/b&gt; &amp; &quot;Sons&quot;/)
  assert.equal(text.match(/<h1>/g)?.length, 1)
})

test('signing in redirects with code, scope and state in that order', async t => {
  const { url } = await emulatorFor(t)
  const { status, headers } = await postForm(authorizeUrl(url, { state: 'a b&c' }), { account: 'jane' })
  assert.equal(status, 302)
  assert.match(
    String(headers.location),
    /^http:\/\/localhost:3000\/sign-in\/default\/callback\?code=AN[\w-]{18}&scope=profile%3Auser_id&state=a\+b%26c$/,
  )
})

test('cancel redirects with exactly the parameters Amazon sends', async t => {
  const { url } = await emulatorFor(t)
  const { headers } = await postForm(authorizeUrl(url), { cancel: '1' })
  assert.equal(
    headers.location,
    `${REDIRECT_URI}?error_description=Access+not+permitted.&state=st-1&error=access_denied`,
  )
})

test('an unknown client or an unregistered return URL ends on a page with status 400 and no redirect', async t => {
  const { url } = await emulatorFor(t)
  const wrong = [
    { client_id: 'somebody' },
    { redirect_uri: 'https://example.com/callback' },
    { redirect_uri: 'http://localhost:3000/callback#x' },
    { redirect_uri: 'http://localhost@example.com/' },
    { redirect_uri: 'javascript:alert(1)' },
  ]
  for (const changes of wrong) {
    const { status, headers, text } = await send(authorizeUrl(url, changes))
    assert.deepEqual([status, headers.location], [400, undefined], JSON.stringify(changes))
    assert.match(text, /We&#39;re sorry!/)
  }
})

test('every return URL on this machine is registered, http and https', async t => {
  const { url } = await emulatorFor(t)
  for (const redirect_uri of [
    'http://localhost:1/a',
    'https://localhost:2/a',
    'http://127.0.0.1:3/a',
    'https://127.0.0.1:4/a',
  ]) {
    const { headers } = await postForm(authorizeUrl(url, { redirect_uri }), { account: 'jane' })
    assert.ok(String(headers.location).startsWith(`${redirect_uri}?code=`))
  }
})

test('what is wrong with the request itself is told to the return URL with the state', async t => {
  const { url } = await emulatorFor(t)
  const cases = [
    [
      { response_type: 'token' },
      'error_description=The+response+type+is+not+supported&state=st-1&error=unsupported_response_type',
    ],
    [
      { scope: 'profile openid' },
      'error_description=An+unknown+scope+was+requested&state=st-1&error=invalid_scope#',
    ],
    [
      { code_challenge: 'short' },
      'error_description=The+request+has+an+invalid+parameter+%3A+code_challenge&state=st-1&error=invalid_request',
    ],
  ] as const
  for (const [changes, query] of cases) {
    const { headers } = await send(authorizeUrl(url, changes))
    assert.equal(headers.location, `${REDIRECT_URI}?${query}`)
  }
})

test('a code buys one access token, with the members Amazon documents', async t => {
  const { url } = await emulatorFor(t)
  const code = await codeOf(url, 'jane')
  const { status, headers, text } = await redeem(url, code)
  const body = JSON.parse(text)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), ['access_token', 'refresh_token', 'token_type', 'expires_in'])
  assert.match(body.access_token, /^Atza\|.{350,}$/)
  assert.match(body.refresh_token, /^Atzr\|/)
  assert.deepEqual([body.token_type, body.expires_in], ['bearer', 3600])
  assert.ok(headers['x-amzn-requestid'])
  const again = await redeem(url, code)
  assert.equal(again.status, 400)
  const { error, error_description, request_id, error_index } = JSON.parse(again.text)
  assert.deepEqual(
    [error, error_description],
    ['invalid_grant', 'The request has an invalid grant parameter : code'],
  )
  assert.ok(request_id && error_index)
})

test('a code is good for five minutes', async t => {
  let now = Date.now()
  const { url } = await emulatorFor(t, { clock: () => now })
  const [early, late] = [await codeOf(url, 'jane'), await codeOf(url, 'jane')]
  now += 5 * 60_000 - 1
  assert.equal((await redeem(url, early)).status, 200)
  now += 1
  assert.equal((await redeem(url, late)).status, 400)
})

test('a code is bound to its return URL and its challenge', async t => {
  const { url } = await emulatorFor(t)
  const wrong = [{ redirect_uri: `${REDIRECT_URI}/` }, { code_verifier: VERIFIER.replace(/^./, '~') }]
  for (const changes of wrong) {
    const reply = await redeem(url, await codeOf(url, 'jane'), changes)
    assert.deepEqual(
      [reply.status, JSON.parse(reply.text).error],
      [400, 'invalid_grant'],
      JSON.stringify(changes),
    )
  }
  const plain = { code_challenge: VERIFIER, code_challenge_method: 'plain' }
  assert.equal((await redeem(url, await codeOf(url, 'jane', plain))).status, 200)
})

test('a verifier without a challenge and a challenge without a verifier are refused', async t => {
  const { url } = await emulatorFor(t)
  const bare = `${url}/ap/oa?${new URLSearchParams({ client_id: CLIENT_ID, scope: 'profile', response_type: 'code', redirect_uri: REDIRECT_URI })}`
  const { headers } = await postForm(bare, { account: 'jane' })
  assert.equal(
    (await redeem(url, new URL(String(headers.location)).searchParams.get('code') ?? '')).status,
    400,
  )
  const form = {
    grant_type: 'authorization_code',
    code: await codeOf(url, 'jane'),
    redirect_uri: REDIRECT_URI,
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  }
  assert.equal((await postForm(`${url}/auth/o2/token`, form)).status, 400)
})

test('the client proves itself in the body or by HTTP Basic, and not otherwise', async t => {
  const { url } = await emulatorFor(t)
  const wrong = await redeem(url, await codeOf(url, 'jane'), { client_secret: 'emulator-client-secreT' })
  assert.deepEqual([wrong.status, JSON.parse(wrong.text).error], [401, 'invalid_client'])
  const form = {
    grant_type: 'authorization_code',
    code: await codeOf(url, 'jane'),
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
  }
  assert.equal((await postForm(`${url}/auth/o2/token`, form)).status, 401)
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`
  assert.equal((await postForm(`${url}/auth/O2/token`, form, { authorization })).status, 200)
})

test('the token endpoint takes forms only, and only the authorization code grant', async t => {
  const { url } = await emulatorFor(t)
  const json = await send(`${url}/auth/o2/token`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(JSON.parse(json.text).error_description, 'Malformed request')
  const refresh = await redeem(url, 'x', { grant_type: 'refresh_token' })
  assert.equal(JSON.parse(refresh.text).error, 'unsupported_grant_type')
  const missing = await redeem(url, '')
  assert.equal(
    JSON.parse(missing.text).error_description,
    'The request is missing a required parameter : code',
  )
})

test('a remembered sign-in skips the page until sign-out', async t => {
  const { url } = await emulatorFor(t)
  const { headers } = await postForm(authorizeUrl(url), { account: 'john', remember: 'on' })
  const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
  assert.equal((await send(authorizeUrl(url), { headers: { cookie } })).status, 302)
  assert.match(
    (await send(`${url}/gc/balance`, { headers: { cookie } })).text,
    /Signed in as <strong>John Smith/,
  )
  const out = await postForm(`${url}/sign-out`, {}, { cookie })
  assert.match(String(out.headers['set-cookie']), /^emulator_account=;.*Expires=Thu, 01 Jan 1970/)
  const forgetful = await postForm(authorizeUrl(url), { account: 'john' })
  assert.equal(forgetful.headers['set-cookie'], undefined)
})
