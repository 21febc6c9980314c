/** The cast: each test account's story, and the regional faces that all of them can be met at. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNTS } from '../../src/emulator/login/account.ts'
import { authorizeUrl, codeOf, emulatorFor, load, postForm, redeem, send, tokenOf } from './client.ts'

test('every account has a user id of the form Amazon uses, and its own', () => {
  for (const { userId, key } of ACCOUNTS) assert.match(userId, /^amzn1\.account\.[A-Z2-7]{28}$/, key)
  assert.equal(new Set(ACCOUNTS.map(({ userId }) => userId)).size, ACCOUNTS.length)
})

test('a newcomer creates an account before the sign-in goes on, and consents after it', async t => {
  const { url } = await emulatorFor(t)
  const asked = authorizeUrl(url, { scope: 'profile' })
  const first = await postForm(asked, { account: 'newcomer', remember: 'on' })
  assert.match(first.text, /<h1>Create your account<\/h1>/)
  assert.match(first.text, /<input type="hidden" name="account" value="newcomer">/)
  assert.match(first.text, /<button name="register" value="yes"/)
  const answers = { account: 'newcomer', remember: 'on', register: 'yes' }
  assert.match((await postForm(asked, answers)).text, /<h1>Share with Login and Receive\?<\/h1>/)
  const { status, headers } = await postForm(asked, { ...answers, consent: 'allow' })
  assert.equal(status, 302)
  const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
  assert.equal((await send(asked, { headers: { cookie } })).status, 302)
})

test('the decliner ends as if cancel had been pressed', async t => {
  const { url } = await emulatorFor(t)
  const { headers } = await postForm(authorizeUrl(url), { account: 'decliner', remember: 'on' })
  assert.match(
    String(headers.location),
    /\?error_description=Access\+not\+permitted\.&state=st-1&error=access_denied$/,
  )
  assert.equal(headers['set-cookie'], undefined)
})

test('each account is paid, or refused with the error of its story', async t => {
  const { url } = await emulatorFor(t)
  for (const [index, { key, userId, loadError }] of ACCOUNTS.entries()) {
    const { text } = await load(url, {
      loadBalanceRequestId: `Emul1CAST${index}`,
      account: { id: userId, type: 2 },
    })
    const { status, errorType } = JSON.parse(text)
    assert.deepEqual([status, errorType], loadError ? [undefined, loadError] : ['SUCCESS', undefined], key)
  }
  const errors = ACCOUNTS.flatMap(({ key, loadError }) => (loadError ? [[key, loadError]] : []))
  assert.deepEqual(errors, [
    ['blocked', 'CustomerAccountBlocked'],
    ['abroad', 'UnknownCustomer'],
  ])
})

const FACES = [
  ['', 'www.amazon.com/ap/oa', 'North America'],
  ['/na', 'www.amazon.com/ap/oa', 'North America'],
  ['/eu', 'eu.account.amazon.com/ap/oa', 'Europe'],
  ['/FE', 'apac.account.amazon.com/ap/oa', 'Far East'],
] as const
for (const [prefix, host, region] of FACES) {
  test(`the face ${prefix || 'without a prefix'} plays ${host} and stays in its region`, async t => {
    const { url } = await emulatorFor(t)
    const { text } = await send(authorizeUrl(url + prefix))
    assert.ok(text.includes(`This page plays ${host} (${region}).`))
    assert.ok(text.includes(`<form method="post" action="${prefix}/ap/oa?client_id=`))
    const token = JSON.parse((await redeem(url + prefix, await codeOf(url + prefix, 'jane'))).text)
    assert.equal(token.token_type, 'bearer')
  })
}

test('a code and a token of one face are good at every other', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await redeem(`${url}/eu`, await codeOf(`${url}/fe`, 'jane'))
  assert.equal(status, 200)
  const headers = { authorization: `Bearer ${JSON.parse(text).access_token}` }
  for (const face of ['', '/na', '/eu', '/fe']) {
    const info = JSON.parse((await send(`${url}${face}/auth/o2/tokeninfo`, { headers })).text)
    assert.equal(info.iss, 'https://www.amazon.com')
    assert.equal((await send(`${url}${face}/user/profile`, { headers })).status, 200)
  }
  assert.equal((await send(`${url}/us/user/profile`, { headers })).status, 404)
})

test('a user id does not depend on scope, face or sign-in', async t => {
  const { url } = await emulatorFor(t)
  const tokens = [await tokenOf(url, 'john'), await tokenOf(`${url}/eu`, 'john', 'profile postal_code')]
  const ids = tokens.map(async token => {
    const { text } = await send(`${url}/user/profile`, { headers: { 'x-amz-access-token': token } })
    return JSON.parse(text).user_id
  })
  assert.equal(new Set(await Promise.all(ids)).size, 1)
})
