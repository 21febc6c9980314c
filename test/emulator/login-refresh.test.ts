import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  codeOf,
  emulatorFor,
  postForm,
  type Reply,
  redeem,
  send,
  VERIFIER,
} from './client.ts'

test('a client without a secret proves itself by PKCE and gets no refresh token', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await redeem(url, await codeOf(url, 'jane'), { client_secret: '' })
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(JSON.parse(text)), ['access_token', 'token_type', 'expires_in'])
  const guessed = await redeem(url, await codeOf(url, 'jane'), {
    client_secret: '',
    code_verifier: `${VERIFIER}x`,
  })
  assert.deepEqual([guessed.status, JSON.parse(guessed.text).error], [400, 'invalid_grant'])
})

test('a refresh token buys further access tokens for the same grant, with the secret only', async t => {
  let now = 1_800_000_000_000
  const { url } = await emulatorFor(t, { clock: () => now })
  const first = JSON.parse((await redeem(url, await codeOf(url, 'jane', { scope: 'profile' }))).text)
  now += 3600_000
  const { status, text } = await refresh(url, first.refresh_token)
  const second = JSON.parse(text)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(second), ['access_token', 'refresh_token', 'token_type', 'expires_in'])
  assert.notEqual(second.access_token, first.access_token)
  const headers = { authorization: `Bearer ${second.access_token}` }
  assert.equal(JSON.parse((await send(`${url}/user/profile`, { headers })).text).name, 'Jane Doe')
  const asPublic = { client_secret: '', code_verifier: VERIFIER }
  assert.equal((await refresh(url, first.refresh_token, asPublic)).status, 401)
})

test('a refresh token nobody issued is refused in the words that were recorded', async t => {
  const { url } = await emulatorFor(t)
  const { status, text } = await refresh(url, 'Atzr|nothing')
  const { error, error_description } = JSON.parse(text)
  assert.deepEqual([status, error], [400, 'invalid_grant'])
  assert.equal(
    error_description,
    "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.",
  )
})

function refresh(url: string, token: string, changes: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return postForm(`${url}/auth/o2/token`, {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    ...changes,
  })
}
