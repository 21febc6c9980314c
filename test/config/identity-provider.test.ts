/** The variables of the OpenID provider: all or none, and every mistake with its fix. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configOf, problemsOf, real, without } from './environment.ts'

const complete = {
  ...real('production'),
  OIDC_ISSUER: 'https://login.acme.example',
  OIDC_CLIENT_ID: 'rewards',
  OIDC_CLIENT_SECRET: 'a secret of the provider',
  OIDC_ROLES: 'groups:ops=operator',
}

test('without a variable of it there is no provider, with all of them there is', () => {
  assert.equal(configOf(real('production')).identityProvider, null)
  assert.deepEqual(configOf(complete).identityProvider, {
    issuer: 'https://login.acme.example',
    clientId: 'rewards',
    clientSecret: 'a secret of the provider',
    rules: [{ claim: 'groups', value: 'ops', role: 'operator' }],
  })
})

test('half a provider is refused, and each missing variable named', () => {
  const problems = problemsOf(without(complete, 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'))
  for (const variable of ['OIDC_CLIENT_SECRET', 'OIDC_ROLES'])
    assert.match(
      problems,
      new RegExp(`${variable}: is not set, although other .* Fix: set all of OIDC_ISSUER,`),
    )
})

test('an issuer is https, or http on this machine for a provider to try', () => {
  assert.match(
    problemsOf({ ...complete, OIDC_ISSUER: 'http://login.acme.example' }),
    /OIDC_ISSUER: is not https/,
  )
  assert.match(problemsOf({ ...complete, OIDC_ISSUER: 'login.acme.example' }), /OIDC_ISSUER: must be an http/)
  const local = { ...complete, OIDC_ISSUER: 'http://localhost:9000' }
  assert.equal(configOf(local).identityProvider?.issuer, 'http://localhost:9000')
})

test('roles that cannot be read are refused, and no value is told', () => {
  for (const OIDC_ROLES of [
    'ops=operator',
    'groups:ops',
    'groups:ops=owner',
    'groups:=viewer',
    'a:b=viewer,',
    ',',
  ])
    assert.match(problemsOf({ ...complete, OIDC_ROLES }), /OIDC_ROLES: .*Fix: write it like groups:/)
  assert.doesNotMatch(problemsOf({ ...complete, OIDC_ROLES: 'groups:hush' }), /hush|a secret/)
})
