/** Login with Amazon against the emulator: who is let in and as whom, and which callbacks are not. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { initialsOf } from '../../src/amazon/login.ts'
import { jane } from './account.ts'
import { challengeOf, redirectUri, started, troubleOf } from './sign-in.ts'

test('the authorization request asks for a code with state, S256 and the least scope', async t => {
  const { login, client, state, verifier } = await started(t)
  const url = new URL(
    login.authorizationUrl(client, { state, codeChallenge: challengeOf(verifier), redirectUri }),
  )
  assert.equal(url.origin + url.pathname, client.authorizeUrl)
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    client_id: client.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'profile:user_id',
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  })
})

test('a sign-in gives the verified account, and no initials with the least scope', async t => {
  const { signInAs } = await started(t)
  assert.deepEqual(await signInAs('jane'), { ok: true, amazonAccount: jane, initials: null })
})

const people: ReadonlyArray<readonly [string, string | null]> = [
  ['jane', 'J… D…'],
  ['maria', 'M… 山…'],
  ['markup', 'b… S…'],
  ['noname', null],
]
for (const [account, initials] of people) {
  test(`with scope profile ${account} is shown as ${initials}`, async t => {
    const { signInAs } = await started(t, { LWA_SCOPE: 'profile' })
    const result = await signInAs(account)
    assert.equal(result.ok && result.initials, initials)
  })
}

test('initials are two letters at most, of a name in any script, and never markup', () => {
  const cases: ReadonlyArray<readonly [string | undefined, string | null]> = [
    ['Jane Doe', 'J… D…'],
    ['  Jane   van der   Doe ', 'J… D…'],
    ['Plato', 'P…'],
    ['Émile Zola', 'É… Z…'],
    ['E\u0301mile Zola', 'E\u0301… Z…'],
    ['山田 太郎', '山… 太…'],
    ['𝒥ane 𝒟oe', '𝒥… 𝒟…'],
    ['🎉 Jane 🎉', 'J…'],
    ['🎉', null],
    ['<script> alert(1)', 's… a…'],
    ['"><img', 'i…'],
    ['- . -', null],
    ['', null],
    [undefined, null],
  ]
  for (const [name, initials] of cases) assert.equal(initialsOf(name), initials, String(name))
})

test('a cancelled sign-in says so', async t => {
  const { press, finish } = await started(t)
  assert.deepEqual(await finish(await press({ cancel: '' })), {
    ok: false,
    trouble: 'cancelled',
    reason: 'access_denied',
  })
})

test('another error in the redirect is a rejection without its text', async t => {
  const { finish, state } = await started(t)
  const query = new URLSearchParams({ error: 'invalid_scope', error_description: 'secret-text', state })
  assert.deepEqual(await finish(new URL(`${redirectUri}?${query}`)), {
    ok: false,
    trouble: 'rejected',
    reason: 'authorization-error',
  })
})

const callbacks: ReadonlyArray<readonly [string, (callback: URL) => void]> = [
  ['another state', callback => callback.searchParams.set('state', 'another')],
  ['no state', callback => callback.searchParams.delete('state')],
  ['two states', callback => callback.searchParams.append('state', 'another')],
  ['no code', callback => callback.searchParams.delete('code')],
  ['two codes', callback => callback.searchParams.append('code', 'another')],
  ['a code of nobody', callback => callback.searchParams.set('code', 'ANnobody12345678901')],
  ['the issuer of somebody else', callback => callback.searchParams.set('iss', 'https://issuer.example')],
]
for (const [what, spoil] of callbacks) {
  test(`a callback with ${what} is rejected`, async t => {
    const { press, finish } = await started(t)
    const callback = await press({ account: 'jane' })
    spoil(callback)
    assert.equal(troubleOf(await finish(callback)), 'rejected')
  })
}

test('a code is good with its own verifier only', async t => {
  const { press, finish } = await started(t)
  assert.equal(
    troubleOf(await finish(await press({ account: 'jane' }), randomBytes(32).toString('base64url'))),
    'rejected',
  )
})

test('a code is good once', async t => {
  const { press, finish } = await started(t)
  const callback = await press({ account: 'jane' })
  assert.equal((await finish(callback)).ok, true)
  assert.equal(troubleOf(await finish(callback)), 'rejected')
})

test('a wrong client secret is reported by its OAuth name', async t => {
  const { press, login, client, state, verifier } = await started(t)
  const url = await press({ account: 'jane' })
  const wrong = { ...client, clientSecret: 'another-client-secret' }
  const result = await login.signIn(wrong, { url, state, codeVerifier: verifier })
  assert.deepEqual(result, { ok: false, trouble: 'rejected', reason: 'invalid_client' })
})
