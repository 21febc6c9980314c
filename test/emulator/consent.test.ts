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
  type Reply,
  redeem,
  send,
  tokenOf,
} from './client.ts'
import { dataDirFor } from './program.ts'

const VOLUNTARY = JSON.stringify({ profile: { essential: true }, postal_code: { essential: false } })
const BOTH = { scope: 'profile postal_code', scope_data: VOLUNTARY }

test('profile:user_id is granted without a consent page', async t => {
  const { url } = await emulatorFor(t)
  assert.equal((await postForm(authorizeUrl(url), { account: 'jane' })).status, 302)
})

test('the consent page names the application and lists the data with its values', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await postForm(authorizeUrl(url, { scope: 'profile postal_code' }), {
    account: 'markup',
  })
  assert.equal(status, 200)
  assert.match(text, /<strong>Login and Receive<\/strong> would like to read this/)
  assert.match(text, /href="https:\/\/example\.com\/privacy"/)
  assert.match(text, /<dd>&lt;b&gt;Bobby&lt;\/b&gt; &amp; &quot;Sons&quot;<\/dd>/)
  assert.match(text, /<dd>markup@example\.com<\/dd>/)
  assert.match(text, /<dd>98109<\/dd>/)
  assert.match(text, /<button name="consent" value="allow"[^>]*>Allow<\/button>/)
  assert.match(text, /<button name="cancel"/)
  assert.doesNotMatch(text, /type="checkbox"/)
  const { text: nameless } = await postForm(authorizeUrl(url, { scope: 'profile' }), { account: 'noname' })
  assert.equal(nameless.match(/<dd>none in your account<\/dd>/g)?.length, 2)
})

test('consent is asked once per account and set of scopes', async t => {
  const { url } = await emulatorFor(t)
  const ask = async (scope: string, account = 'jane') =>
    (await postForm(authorizeUrl(url, { scope }), { account })).status
  assert.equal(await ask('profile'), 200)
  await codeOf(url, 'jane', { scope: 'profile' })
  assert.equal(await ask('profile'), 302)
  assert.equal(await ask('profile', 'john'), 200)
  assert.equal(await ask('profile postal_code'), 200)
  await codeOf(url, 'jane', { scope: 'profile postal_code' })
  assert.equal(await ask('postal_code profile'), 302)
})

test('cancel on the consent page is access_denied in Amazon words, and nothing is remembered', async t => {
  const { url } = await emulatorFor(t)
  const asked = authorizeUrl(url, { scope: 'profile' })
  const { headers } = await postForm(asked, { account: 'jane', cancel: '1' })
  assert.equal(
    headers.location,
    `${REDIRECT_URI}?error_description=Access+not+permitted.&state=st-1&error=access_denied`,
  )
  assert.equal((await postForm(asked, { account: 'jane' })).status, 200)
})

test('a voluntary scope has a ticked box; unticked it is neither in the scope nor in the profile', async t => {
  const { url } = await emulatorFor(t)
  const { text } = await postForm(authorizeUrl(url, BOTH), { account: 'jane' })
  assert.deepEqual(text.match(/<input type="checkbox"[^>]*>/g), [
    '<input type="checkbox" name="grant" value="postal_code" checked>',
  ])
  const allowed = await postForm(authorizeUrl(url, BOTH), { account: 'jane', consent: 'allow' })
  const back = new URL(String(allowed.headers.location))
  assert.equal(back.searchParams.get('scope'), 'profile')
  assert.deepEqual(await membersFor(url, back), ['user_id', 'name', 'email'])
})

test('a voluntary scope that stays ticked is granted', async t => {
  const { url } = await emulatorFor(t)
  const form = { account: 'jane', consent: 'allow', grant: 'postal_code' }
  const back = new URL(String((await postForm(authorizeUrl(url, BOTH), form)).headers.location))
  assert.match(back.href, /&scope=profile\+postal_code&/)
  assert.deepEqual(await membersFor(url, back), ['user_id', 'name', 'email', 'postal_code'])
})

test('what was left out is asked again once it is essential', async t => {
  const { url } = await emulatorFor(t)
  await codeOf(url, 'jane', BOTH)
  const again = await postForm(authorizeUrl(url, BOTH), { account: 'jane' })
  assert.equal(new URL(String(again.headers.location)).searchParams.get('scope'), 'profile')
  assert.equal((await postForm(authorizeUrl(url, { scope: BOTH.scope }), { account: 'jane' })).status, 200)
})

test('whoever leaves out all there is has denied access', async t => {
  const { url } = await emulatorFor(t)
  const asked = authorizeUrl(url, { scope: 'postal_code', scope_data: VOLUNTARY })
  const { headers } = await postForm(asked, { account: 'jane', consent: 'allow' })
  assert.match(String(headers.location), /&error=access_denied$/)
})

test('a remembered sign-in meets the consent page too, and its answer carries on', async t => {
  const { url } = await emulatorFor(t)
  const headers = { cookie: 'emulator_account=jane' }
  const page = await send(authorizeUrl(url, { scope: 'profile' }), { headers })
  assert.match(page.text, /Share with Login and Receive\?/)
  assert.match(page.text, /<input type="hidden" name="account" value="jane">/)
})

test('consent survives a restart, and so does its withdrawal', async t => {
  const dataDir = dataDirFor(t)
  const restart = async (step: (url: string) => Promise<unknown>) => {
    const emulator = await emulatorFor(t, { dataDir })
    await step(emulator.url)
    await emulator.close()
  }
  const statusOf = async (url: string) =>
    (await postForm(authorizeUrl(url, { scope: 'profile' }), { account: 'jane' })).status
  await restart(url => codeOf(url, 'jane', { scope: 'profile' }))
  await restart(async url => {
    assert.equal(await statusOf(url), 302)
    await removeAccess(url, 'jane')
  })
  await restart(async url => assert.equal(await statusOf(url), 200))
})

test('removing access forgets the consent and ends code, access token and refresh token of that account', async t => {
  const { url } = await emulatorFor(t)
  const johns = await tokenOf(url, 'john')
  const tokens = JSON.parse((await redeem(url, await codeOf(url, 'jane', { scope: 'profile' }))).text)
  const code = await codeOf(url, 'jane')
  assert.match(await accountPage(url), /<button name="account" value="jane"[^>]*>Remove access/)
  const removed = await removeAccess(url, 'jane')
  assert.deepEqual([removed.status, removed.headers.location], [303, '/gp/css/homepage.html'])

  assert.doesNotMatch(await accountPage(url), /value="jane"/)
  assert.match(await accountPage(url), /value="john"/)
  const refreshed = await postForm(`${url}/auth/o2/token`, {
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token,
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  })
  assert.match(refreshed.text, /User may have revoked or didn't grant the permission\./)
  assert.equal((await redeem(url, code)).status, 400)
  for (const path of ['/auth/o2/tokeninfo', '/user/profile']) {
    const asked = (token: string) => send(url + path, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(JSON.parse((await asked(tokens.access_token)).text).error, 'invalid_token')
    assert.equal((await asked(johns)).status, 200)
  }
})

async function membersFor(url: string, back: URL): Promise<string[]> {
  const { text } = await redeem(url, back.searchParams.get('code') ?? '')
  const headers = { authorization: `Bearer ${JSON.parse(text).access_token}` }
  return Object.keys(JSON.parse((await send(`${url}/user/profile`, { headers })).text))
}

async function accountPage(url: string): Promise<string> {
  return (await send(`${url}/gp/css/homepage.html`)).text
}

function removeAccess(url: string, account: string): Promise<Reply> {
  return postForm(`${url}/remove-access`, { account })
}
