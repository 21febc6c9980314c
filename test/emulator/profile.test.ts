import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLIENT_ID, emulatorFor, JANE, send, setFaults, tokenOf } from './client.ts'

test('tokeninfo tells whose token it is and the seconds it has left, in six members', async t => {
  let now = 1_800_000_000_000
  const { url } = await emulatorFor(t, { clock: () => now })
  const token = await tokenOf(url, 'jane')
  now += 10_000
  const { status, text } = await send(`${url}/auth/o2/tokeninfo?access_token=${encodeURIComponent(token)}`)
  assert.equal(status, 200)
  assert.deepEqual(JSON.parse(text), {
    aud: CLIENT_ID,
    user_id: JANE,
    iss: 'https://www.amazon.com',
    exp: 3590,
    app_id: 'amzn1.application.emulator',
    iat: 1_800_000_000,
  })
})

test('the token may come in the query, in x-amz-access-token or as bearer', async t => {
  const { url } = await emulatorFor(t)
  const token = await tokenOf(url, 'jane')
  for (const path of ['/auth/o2/tokeninfo', '/user/profile']) {
    const replies = [
      await send(`${url}${path}?access_token=${encodeURIComponent(token)}`),
      await send(`${url}${path}`, { headers: { 'x-amz-access-token': token } }),
      await send(`${url}${path}`, { headers: { authorization: `bearer ${token}` } }),
    ]
    assert.deepEqual(
      replies.map(reply => JSON.parse(reply.text).user_id),
      [JANE, JANE, JANE],
    )
  }
})

test('the profile has the members of the granted scopes only', async t => {
  const { url } = await emulatorFor(t)
  const profile = async (account: string, scope: string) => {
    const headers = { authorization: `Bearer ${await tokenOf(url, account, scope)}` }
    return JSON.parse((await send(`${url}/user/profile`, { headers })).text)
  }
  assert.deepEqual(await profile('jane', 'profile:user_id'), { user_id: JANE })
  assert.deepEqual(await profile('jane', 'profile'), {
    user_id: JANE,
    name: 'Jane Doe',
    email: 'jane@example.com',
  })
  assert.deepEqual(Object.keys(await profile('jane', 'postal_code')), ['user_id', 'postal_code'])
  assert.deepEqual(Object.keys(await profile('noname', 'profile')), ['user_id'])
})

test('an unknown or expired token is invalid_token', async t => {
  let now = Date.now()
  const { url } = await emulatorFor(t, { clock: () => now })
  const token = await tokenOf(url, 'jane')
  const ask = (value: string) =>
    send(`${url}/user/profile`, { headers: { authorization: `Bearer ${value}` } })
  now += 3600_000
  for (const value of [token, 'Atza|nothing']) {
    const { status, text } = await ask(value)
    assert.deepEqual([status, JSON.parse(text).error], [400, 'invalid_token'])
  }
})

test('a call without a token says what is missing', async t => {
  const { url } = await emulatorFor(t)
  for (const path of ['/auth/o2/tokeninfo', '/user/profile']) {
    const { status, text } = await send(url + path)
    const { error, error_description } = JSON.parse(text)
    assert.deepEqual([status, error], [400, 'invalid_request'])
    assert.equal(error_description, 'The request is missing a required parameter : access_token')
  }
})

test('the profile is JSON in English, whatever the caller would rather have', async t => {
  const { url } = await emulatorFor(t)
  const authorization = `Bearer ${await tokenOf(url, 'jane')}`
  const headers = { authorization, accept: 'text/xml', 'accept-language': 'ja' }
  const reply = await send(`${url}/user/profile`, { headers })
  assert.equal(reply.status, 200)
  assert.equal(reply.headers['content-type'], 'application/json;charset=UTF-8')
  assert.equal(reply.headers['content-language'], 'en-US')
  assert.ok(reply.headers['x-amzn-requestid'])
})

test('the postal code is text, or a number when a fault says so', async t => {
  const { url } = await emulatorFor(t)
  const headers = { authorization: `Bearer ${await tokenOf(url, 'jane', 'postal_code')}` }
  const postalCode = async () => JSON.parse((await send(`${url}/user/profile`, { headers })).text).postal_code
  assert.equal(await postalCode(), '98109')
  await setFaults(url, [{ fault: 'number-postal-code', operation: 'profile' }])
  assert.equal(await postalCode(), 98109)
})

test('calls of login are listed without codes, tokens or secrets', async t => {
  const { url } = await emulatorFor(t)
  const token = await tokenOf(url, 'jane')
  await send(`${url}/user/profile`, { headers: { authorization: `Bearer ${token}` } })
  const { text } = await send(`${url}/_emulator/calls`)
  const operations = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).operation)
  assert.deepEqual(operations, ['token', 'profile'])
  assert.ok(!text.includes('Atza') && !text.includes('secret'))
})
