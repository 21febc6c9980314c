import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorizeUrl,
  CHALLENGE,
  CLIENT_ID,
  CLIENT_SECRET,
  codeOf,
  emulatorFor,
  postForm,
  REDIRECT_URI,
  redeem,
  send,
  setFaults,
  VERIFIER,
} from './client.ts'

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

test('a challenge without a method is plain, and a wrong verifier of either kind is refused', async t => {
  const { url } = await emulatorFor(t)
  const bare = new URL(authorizeUrl(url, { code_challenge: VERIFIER }))
  bare.searchParams.delete('code_challenge_method')
  const code = async () => {
    const { headers } = await postForm(bare.href, { account: 'jane' })
    return new URL(String(headers.location)).searchParams.get('code') ?? ''
  }
  assert.equal((await redeem(url, await code())).status, 200)
  assert.equal((await redeem(url, await code(), { code_verifier: CHALLENGE })).status, 400)
})

test('a verifier without a challenge and a challenge without a verifier are refused', async t => {
  const { url } = await emulatorFor(t)
  const bare = new URL(authorizeUrl(url))
  for (const name of ['code_challenge', 'code_challenge_method']) bare.searchParams.delete(name)
  const { headers } = await postForm(bare.href, { account: 'jane' })
  const unchallenged = new URL(String(headers.location)).searchParams.get('code') ?? ''
  assert.equal((await redeem(url, unchallenged)).status, 400)
  assert.equal((await redeem(url, await codeOf(url, 'jane'), { code_verifier: '' })).status, 400)
})

test('the client proves itself in the body or by HTTP Basic; a wrong or foreign one is a 401', async t => {
  const { url } = await emulatorFor(t)
  const wrong = [
    { client_secret: 'emulator-client-secreT' },
    { client_secret: 'ü' },
    { client_id: 'amzn1.application-oa2-client.other' },
    { client_id: '', client_secret: '' },
    { client_secret: '', code_verifier: '' },
  ]
  const code = await codeOf(url, 'jane')
  for (const changes of wrong) {
    const reply = await redeem(url, code, changes)
    const { error, error_description } = JSON.parse(reply.text)
    assert.deepEqual([reply.status, error], [401, 'invalid_client'], JSON.stringify(changes))
    assert.equal(error_description, 'Client authentication failed')
  }
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
  }
  assert.equal((await postForm(`${url}/auth/O2/token`, form, { authorization })).status, 200)
})

test("what the token endpoint cannot read or does not grant is told in Amazon's words", async t => {
  const { url } = await emulatorFor(t)
  const cases: [Record<string, string>, string, string][] = [
    [{ grant_type: '' }, 'invalid_request', 'The request is missing a required parameter : grant_type'],
    [{ code: '' }, 'invalid_request', 'The request is missing a required parameter : code'],
    [{ redirect_uri: '' }, 'invalid_request', 'The request is missing a required parameter : redirect_uri'],
    [
      { grant_type: 'refresh_token' },
      'invalid_request',
      'The request is missing a required parameter : refresh_token',
    ],
    [
      { grant_type: 'constructor' },
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server',
    ],
    [
      { grant_type: 'client_credentials', scope: 'profile' },
      'invalid_scope',
      'The request has an invalid parameter : scope',
    ],
  ]
  for (const [changes, error, description] of cases) {
    const { status, headers, text } = await redeem(url, 'ANx', changes)
    const body = JSON.parse(text)
    assert.deepEqual([status, body.error, body.error_description], [400, error, description])
    assert.deepEqual(Object.keys(body), ['error', 'error_description', 'error_index', 'request_id'])
    assert.equal(headers['x-amzn-requestid'], body.request_id)
    assert.equal(headers['content-type'], 'application/json;charset=UTF-8')
  }
})

test('a body that is no form, or has a parameter twice, is malformed', async t => {
  const { url } = await emulatorFor(t)
  const form = 'application/x-www-form-urlencoded'
  const bodies = [
    ['{}', 'application/json'],
    ['', form],
    ['grant_type=authorization_code&grant_type=authorization_code', form],
  ] as const
  for (const [body, type] of bodies) {
    const options = { method: 'POST', body, headers: { 'content-type': type } } as const
    const { error, error_description } = JSON.parse((await send(`${url}/auth/o2/token`, options)).text)
    const description =
      body === '' ? 'The request is missing a required parameter : grant_type' : 'Malformed request'
    assert.deepEqual([error, error_description], ['invalid_request', description], body)
  }
})

test('expires_in may come as text when a fault says so, and errors stay what they are', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'expires-in-text', operation: 'token' }])
  assert.equal(JSON.parse((await redeem(url, await codeOf(url, 'jane'))).text).expires_in, '3600')
  assert.equal('expires_in' in JSON.parse((await redeem(url, 'ANx')).text), false)
})
