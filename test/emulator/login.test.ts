import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNTS } from '../../src/emulator/login/account.ts'
import { authorizeUrl, CLIENT_ID, emulatorFor, postForm, REDIRECT_URI, send } from './client.ts'

test('the sign-in page has a button per test account, a cancel button, and escapes names', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await send(authorizeUrl(url))
  assert.equal(status, 200)
  for (const { key } of ACCOUNTS) assert.match(text, new RegExp(`<button name="account" value="${key}"`))
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

test('an answer that is no test account is told so, and nobody is signed in', async t => {
  const { url } = await emulatorFor(t)
  const { status, headers, text } = await postForm(authorizeUrl(url), { account: 'nobody' })
  assert.deepEqual([status, headers.location], [400, undefined])
  assert.match(text, /Unknown test account/)
})

test('an unknown client or an unregistered return URL ends on a page with status 400 and no redirect', async t => {
  const { url } = await emulatorFor(t)
  const wrong = [
    { client_id: 'somebody' },
    { client_id: '' },
    { client_id: CLIENT_ID + 'x'.repeat(101 - CLIENT_ID.length) },
    { redirect_uri: 'https://example.com/callback' },
    { redirect_uri: 'http://localhost:3000/callback#x' },
    { redirect_uri: 'http://localhost@example.com/' },
    { redirect_uri: 'http://user@localhost:3000/' },
    { redirect_uri: 'javascript:alert(1)' },
    { redirect_uri: '' },
    { redirect_uri: 'http://localhost:3000/\r\nX-Injected: yes' },
    { redirect_uri: 'http://localhost:3000/山田' },
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
    [{ scope: ' ' }, 'error_description=An+unknown+scope+was+requested&state=st-1&error=invalid_scope#'],
    [{ scope: '' }, invalidRequest('The request is missing a required parameter : scope')],
    [{ code_challenge: 'short' }, invalidRequest('The request has an invalid parameter : code_challenge')],
    [
      { code_challenge_method: 'S512' },
      invalidRequest('The request has an invalid parameter : code_challenge_method'),
    ],
    ...['{', '[]', 'true', '{"profile":true}', '{"profile":{"essential":"no"}}'].map(
      scope_data =>
        [{ scope_data }, invalidRequest('The request has an invalid parameter : scope_data')] as const,
    ),
  ] as const
  for (const [changes, query] of cases) {
    const { status, headers } = await send(authorizeUrl(url, changes))
    assert.deepEqual([status, headers.location], [302, `${REDIRECT_URI}?${query}`])
  }
})

test('a parameter given twice is an error: on a page where it names client or return URL, else by redirect', async t => {
  const { url } = await emulatorFor(t)
  for (const name of ['client_id', 'redirect_uri']) {
    const { status, headers } = await send(`${authorizeUrl(url)}&${name}=x`)
    assert.deepEqual([status, headers.location], [400, undefined], name)
  }
  for (const name of ['scope', 'response_type', 'state', 'code_challenge']) {
    const { headers } = await send(`${authorizeUrl(url)}&${name}=x`)
    const query = invalidRequest(`The request has an invalid parameter : ${name}`)
    assert.equal(headers.location, `${REDIRECT_URI}?${query}`)
  }
})

test('parameters nobody knows are ignored, language and repeated ones too', async t => {
  const { url } = await emulatorFor(t)
  const asked = `${authorizeUrl(url, { language: 'ja', ui_locales: '', prompt: 'login' })}&x=1&x=2`
  const { headers } = await postForm(asked, { account: 'jane' })
  assert.match(String(headers.location), /\?code=AN[\w-]{18}&scope=profile%3Auser_id&state=st-1$/)
})

test('a state that was not given is not invented, and a return URL keeps its own query', async t => {
  const { url } = await emulatorFor(t)
  const redirect_uri = 'http://localhost:3000/back?a=b?c'
  const query = { client_id: CLIENT_ID, scope: 'profile:user_id', response_type: 'code', redirect_uri }
  // A second `?` is legal in a query (RFC 3986 section 3.4) and not every client escapes it.
  const asked = `${url}/ap/oa?${new URLSearchParams(query)}`.replace('%3Fc', '?c')
  const { headers } = await postForm(asked, { account: 'jane' })
  assert.match(
    String(headers.location),
    /^http:\/\/localhost:3000\/back\?a=b\?c&code=[\w-]{20}&scope=profile%3Auser_id$/,
  )
})

test('a remembered sign-in skips the page until sign-out', async t => {
  const { url } = await emulatorFor(t)
  const { headers } = await postForm(authorizeUrl(url), { account: 'john', remember: 'on' })
  const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
  assert.equal((await send(authorizeUrl(url), { headers: { cookie } })).status, 302)
  for (const path of ['/gc/balance', '/gp/css/homepage.html']) {
    assert.match((await send(url + path, { headers: { cookie } })).text, /Signed in as <strong>John Smith/)
  }
  const out = await postForm(`${url}/sign-out`, {}, { cookie })
  assert.match(String(out.headers['set-cookie']), /^emulator_account=;.*Expires=Thu, 01 Jan 1970/)
  const forgetful = await postForm(authorizeUrl(url), { account: 'john' })
  assert.equal(forgetful.headers['set-cookie'], undefined)
})

function invalidRequest(description: string): string {
  return `${new URLSearchParams({ error_description: description, state: 'st-1', error: 'invalid_request' })}`
}
