/** Sign-in of the staff at an OpenID provider that lies, is away or is asked by strangers: nobody gets in by it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signInDeadlineMs } from '../../src/compose.ts'
import { forgetEnded } from '../../src/services/forget.ts'
import { type Lie, startOpenidProvider } from '../helpers/openid-provider.ts'
import { startTestService } from '../helpers/service.ts'
import { enterBy, staffLink } from '../helpers/staff.ts'
import { rules, seen, startWithProvider, visitor } from '../helpers/staff-provider.ts'

const lies: ReadonlyArray<readonly [Lie, number, string]> = [
  ['alg-none', 502, 'The answer of the sign-in provider does not hold'],
  ['hs256', 502, 'The answer of the sign-in provider does not hold'],
  ['unsigned', 502, 'The answer of the sign-in provider does not hold'],
  ['foreign-key', 502, 'The answer of the sign-in provider does not hold'],
  ['wrong-nonce', 502, 'The answer of the sign-in provider does not hold'],
  ['wrong-aud', 502, 'The answer of the sign-in provider does not hold'],
  ['wrong-iss', 502, 'The answer of the sign-in provider does not hold'],
  ['expired', 502, 'The answer of the sign-in provider does not hold'],
  ['no-id-token', 502, 'The answer of the sign-in provider does not hold'],
  ['away', 503, 'The sign-in provider does not answer'],
]
for (const [lie, status, title] of lies) {
  test(`a provider that lies, ${lie}, lets nobody in`, async t => {
    const { provider, service, toCallback, whoIs } = await startWithProvider(t)
    provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
    const client = visitor(t)
    const back = await toCallback(client)
    provider.lie = lie
    assert.deepEqual(seen(await client.follow(back)), [status, title])
    assert.equal(await whoIs(client), undefined)
    assert.deepEqual(await service.database.query('select id from staff'), [])
    const logged = JSON.stringify(service.log)
    assert.match(logged, /a sign-in of the staff did not succeed/)
    assert.doesNotMatch(logged, new RegExp(new URL(back.location ?? '').searchParams.get('code') ?? ''))
  })
}

test('a provider that calls itself otherwise is none', async t => {
  const { provider, begin } = await startWithProvider(t)
  provider.lie = 'other-issuer'
  const page = await visitor(t).get(begin)
  assert.deepEqual(seen(page), [502, 'The answer of the sign-in provider does not hold'])
})

test('an issuer that is not spelled as the provider spells it is no issuer', async t => {
  const provider = await startOpenidProvider(t)
  const env = { ...provider.env(rules), OIDC_ISSUER: `${provider.issuer}/` }
  const service = await startTestService(t, { env })
  const page = await visitor(t).get(`${service.url}/admin/oidc/sign-in`)
  assert.deepEqual(seen(page), [502, 'The answer of the sign-in provider does not hold'])
  assert.match(JSON.stringify(service.log), /"reason":"other-issuer"/)
})

test('a code that another sign-in brought is refused: the verifier does not fit', async t => {
  const { provider, toCallback } = await startWithProvider(t)
  provider.person = { sub: 'ann-1', groups: 'ops' }
  const [ann, eve] = [visitor(t), visitor(t)]
  const stolen = new URL((await toCallback(ann)).location ?? '')
  const own = new URL((await toCallback(eve)).location ?? '')
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '')
  assert.deepEqual(seen(await eve.get(own.href)), [400, 'The sign-in provider said no'])
})

test('strangers who begin a hundred sign-ins ask the provider once', async t => {
  const { provider, service, begin } = await startWithProvider(t)
  for (let times = 0; times < 100; times++) assert.equal((await visitor(t).get(begin)).status, 303)
  assert.deepEqual(provider.asked, ['/.well-known/openid-configuration'])
  await service.database.query("update staff_sign_in set expires_at = now() - interval '1 second'")
  await forgetEnded(service.context)
  assert.deepEqual(await service.database.query('select state_hash from staff_sign_in'), [])
})

test('while the provider is away one-time links work, and nothing was asked of it before somebody came', async t => {
  const { provider, service, begin, whoIs } = await startWithProvider(t)
  assert.deepEqual(provider.asked, [])
  provider.lie = 'away'
  const ann = visitor(t)
  const refused = await ann.get(begin)
  assert.deepEqual(seen(refused), [503, 'The sign-in provider does not answer'])
  assert.equal(refused.headers['retry-after'], '30')
  await enterBy(ann, await staffLink(service, { name: 'Ann', role: 'operator' }))
  assert.equal(await whoIs(ann), 'Ann, operator')
})

test('a provider that never answers is given up in time, and that is ten seconds', async t => {
  const { provider, begin } = await startWithProvider(t, { signInDeadlineMs: 1_000 })
  provider.lie = 'slow'
  const started = performance.now()
  assert.deepEqual(seen(await visitor(t).get(begin)), [503, 'The sign-in provider does not answer'])
  const tookMs = performance.now() - started
  assert.ok(tookMs > 900 && tookMs < 4_000, `after ${tookMs} ms`)
  assert.equal(signInDeadlineMs, 10_000)
})
