/** OAuth clients nobody here wrote walk the code grant, the refresh and the errors. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import * as oauth from 'openid-client'
import { CLIENT_ID, CLIENT_SECRET, emulatorFor, JANE, postForm, REDIRECT_URI, send } from './client.ts'

/** What is used of simple-oauth2, which brings no types. */
interface SimpleGrant {
  authorizeURL(request: Readonly<Record<string, string>>): string
  getToken(redemption: Readonly<Record<string, string>>): Promise<SimpleToken>
  createToken(token: Readonly<Record<string, string>>): SimpleToken
}
interface SimpleToken {
  readonly token: Readonly<Record<string, string>>
  expired(): boolean
  refresh(): Promise<SimpleToken>
}
const { AuthorizationCode } = createRequire(import.meta.url)('simple-oauth2') as {
  AuthorizationCode: new (config: object) => SimpleGrant
}

const AUTHENTICATIONS = [
  ['client_secret_post', oauth.ClientSecretPost(CLIENT_SECRET)],
  ['client_secret_basic', oauth.ClientSecretBasic(CLIENT_SECRET)],
] as const
for (const [name, authentication] of AUTHENTICATIONS) {
  test(`openid-client with ${name} signs in with PKCE, reads the profile and refreshes`, async t => {
    const { url } = await emulatorFor(t)
    const config = configurationOf(url, authentication)
    const { callback, verifier, state } = await signIn(config, { account: 'jane', consent: 'allow' })
    const checks = { pkceCodeVerifier: verifier, expectedState: state }
    const tokens = await oauth.authorizationCodeGrant(config, callback, checks)
    assert.equal(tokens.expires_in, 3600)
    const profile = await fetchProfile(config, url, tokens.access_token)
    assert.deepEqual([profile.user_id, profile.name], [JANE, 'Jane Doe'])

    const refreshed = await oauth.refreshTokenGrant(config, tokens.refresh_token ?? '')
    assert.notEqual(refreshed.access_token, tokens.access_token)
    assert.equal((await fetchProfile(config, url, refreshed.access_token)).user_id, JANE)
    await postForm(`${url}/remove-access`, { account: 'jane' })
    await assert.rejects(oauth.refreshTokenGrant(config, tokens.refresh_token ?? ''), {
      name: 'ResponseBodyError',
      status: 400,
      error: 'invalid_grant',
    })
  })
}

test('openid-client as a public client gets an access token and nothing to refresh it with', async t => {
  const { url } = await emulatorFor(t)
  const config = configurationOf(`${url}/eu`, oauth.None())
  const { callback, verifier, state } = await signIn(config, { account: 'jane', consent: 'allow' })
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  const tokens = await oauth.authorizationCodeGrant(config, callback, checks)
  assert.equal(tokens.refresh_token, undefined)
  assert.equal((await fetchProfile(config, url, tokens.access_token)).user_id, JANE)
})

test('openid-client understands each error: denied, wrong secret, wrong verifier, code used twice', async t => {
  const { url } = await emulatorFor(t)
  const config = configurationOf(url, oauth.ClientSecretPost(CLIENT_SECRET))
  const denied = await signIn(config, { cancel: '1' })
  await assert.rejects(
    oauth.authorizationCodeGrant(config, denied.callback, {
      pkceCodeVerifier: denied.verifier,
      expectedState: denied.state,
    }),
    {
      name: 'AuthorizationResponseError',
      error: 'access_denied',
      error_description: 'Access not permitted.',
    },
  )
  const { callback, verifier, state } = await signIn(config, { account: 'jane', consent: 'allow' })
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  const impostor = configurationOf(url, oauth.ClientSecretPost('not-the-secret'))
  await assert.rejects(oauth.authorizationCodeGrant(impostor, callback, checks), {
    name: 'ResponseBodyError',
    status: 401,
    error: 'invalid_client',
  })
  await oauth.authorizationCodeGrant(config, callback, checks)
  const invalidGrant = { name: 'ResponseBodyError', status: 400, error: 'invalid_grant' }
  await assert.rejects(oauth.authorizationCodeGrant(config, callback, checks), invalidGrant)
  const other = await signIn(config, { account: 'jane' })
  await assert.rejects(
    oauth.authorizationCodeGrant(config, other.callback, {
      pkceCodeVerifier: oauth.randomPKCECodeVerifier(),
      expectedState: other.state,
    }),
    invalidGrant,
  )
})

for (const authorizationMethod of ['body', 'header']) {
  test(`simple-oauth2 with the secret in the ${authorizationMethod} gets tokens, refreshes them and hears errors`, async t => {
    const { url } = await emulatorFor(t)
    const grant = simpleGrant(url, authorizationMethod)
    const asked = grant.authorizeURL({ redirect_uri: REDIRECT_URI, scope: 'profile', state: 's' })
    const { headers } = await postForm(asked, { account: 'jane', consent: 'allow' })
    const code = new URL(String(headers.location)).searchParams.get('code') ?? ''
    const tokens = await grant.getToken({ code, redirect_uri: REDIRECT_URI })
    assert.equal(tokens.expired(), false)
    const refreshed = await tokens.refresh()
    assert.notEqual(refreshed.token.access_token, tokens.token.access_token)
    const profile = await send(`${url}/user/profile`, {
      headers: { 'x-amz-access-token': refreshed.token.access_token ?? '' },
    })
    assert.equal(JSON.parse(profile.text).user_id, JANE)
    await assert.rejects(grant.getToken({ code, redirect_uri: REDIRECT_URI }), isError(400, 'invalid_grant'))
    const gone = grant.createToken({ refresh_token: 'Atzr|gone' })
    await assert.rejects(gone.refresh(), isError(400, 'invalid_grant'))
    const impostor = simpleGrant(url, authorizationMethod, 'not-the-secret')
    await assert.rejects(
      impostor.getToken({ code, redirect_uri: REDIRECT_URI }),
      isError(401, 'invalid_client'),
    )
  })
}

function configurationOf(url: string, authentication: oauth.ClientAuth): oauth.Configuration {
  const endpoints = { authorization_endpoint: `${url}/ap/oa`, token_endpoint: `${url}/auth/o2/token` }
  const server = { issuer: 'https://www.amazon.com', ...endpoints }
  const config = new oauth.Configuration(server, CLIENT_ID, undefined, authentication)
  oauth.allowInsecureRequests(config)
  return config
}

/** Through the pages of Amazon to the callback, as a browser would be led. */
async function signIn(config: oauth.Configuration, form: Readonly<Record<string, string>>) {
  const verifier = oauth.randomPKCECodeVerifier()
  const state = oauth.randomState()
  const asked = oauth.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'profile',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const { headers } = await postForm(asked.href, form)
  return { callback: new URL(String(headers.location)), verifier, state }
}

async function fetchProfile(config: oauth.Configuration, url: string, token: string) {
  const answer = await oauth.fetchProtectedResource(config, token, new URL(`${url}/user/profile`), 'GET')
  return (await answer.json()) as Readonly<Record<string, string>>
}

function simpleGrant(url: string, authorizationMethod: string, secret = CLIENT_SECRET): SimpleGrant {
  return new AuthorizationCode({
    client: { id: CLIENT_ID, secret },
    auth: { tokenHost: url, tokenPath: '/auth/o2/token', authorizePath: '/ap/oa' },
    options: { authorizationMethod },
  })
}

/** Errors of its HTTP client have the answer in `data`. */
function isError(status: number, error: string) {
  return ({ data }: { data: { res: { statusCode: number }; payload: { error: string } } }) => {
    assert.deepEqual([data.res.statusCode, data.payload.error], [status, error])
    return true
  }
}
