/** Sign-in of the staff at an OpenID provider: who gets in, with which role, and every answer that does not hold. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { forgetEnded } from '../../src/services/forget.ts'
import { real } from '../config/environment.ts'
import { type CookieClient, createCookieClient, type Response } from '../helpers/cookie-client.ts'
import { type Lie, startOpenidProvider } from '../helpers/openid-provider.ts'
import { titleOf } from '../helpers/recipient.ts'
import { startTestService } from '../helpers/service.ts'
import { enterBy, postFrom, signedInStaff, staffLink } from '../helpers/staff.ts'

const rules = 'groups:ops=operator, groups:mail team=marketer, email:eve@acme.example=viewer'
const seen = ({ status, text }: Response) => [status, titleOf(text)]

function visitor(t: TestContext) {
  const client = createCookieClient()
  t.after(() => client.close())
  return client
}

async function start(t: TestContext) {
  const provider = await startOpenidProvider(t)
  const service = await startTestService(t, { env: provider.env(rules) })
  const home = `${service.url}/admin/campaigns`
  const begin = `${service.url}/admin/oidc/sign-in`
  /** From the link to the provider's redirect back, which is not followed. */
  const toCallback = async (client: CookieClient) => await client.follow(await client.get(begin))
  const signIn = async (client: CookieClient) => await client.follow(await toCallback(client))
  const whoIs = async (client: CookieClient) =>
    /<span>([^<]+)<\/span>/.exec((await client.get(home)).text)?.[1]
  return { provider, service, home, begin, toCallback, signIn, whoIs }
}

test('a person with a role is let in by the provider, as the same member each time', async t => {
  const { provider, service, signIn, whoIs } = await start(t)
  provider.person = { sub: 'ann-1', name: 'Ann Example', groups: ['staff', 'ops'] }
  const ann = visitor(t)
  const entered = await signIn(ann)
  assert.deepEqual([entered.status, entered.location], [303, `${service.url}/admin`])
  assert.equal(await whoIs(ann), 'Ann Example, operator')
  const again = visitor(t)
  await signIn(again)
  const [count] = await service.database.query<{ count: number }>('select count(*)::int from staff')
  assert.equal(count?.count, 1)
  const [request] = provider.requests
  assert.equal(request?.get('scope'), 'openid profile email groups')
  assert.equal(request?.get('redirect_uri'), `${service.url}/admin/oidc/callback`)
  const audit = (await again.get(`${service.url}/admin/audit?action=staff+sign-in`)).text
  assert.equal(audit.match(/sign-in provider/g)?.length, 2)
})

test('the role follows the provider at each sign-in, in every browser at once', async t => {
  const { provider, signIn, whoIs, home } = await start(t)
  const [desk, phone] = [visitor(t), visitor(t)]
  provider.person = { sub: 'ann-1', name: 'Ann', groups: ['ops', 'mail team'] }
  await signIn(desk)
  assert.equal(await whoIs(desk), 'Ann, operator')
  provider.person = { sub: 'ann-1', name: 'Renamed', groups: 'mail team' }
  await signIn(phone)
  assert.deepEqual([await whoIs(desk), await whoIs(phone)], ['Ann, marketer', 'Ann, marketer'])
  provider.person = { sub: 'ann-1', name: 'Ann', groups: [] }
  assert.deepEqual(seen(await signIn(visitor(t))), [403, 'You have no role here'])
  assert.deepEqual([(await desk.get(home)).status, (await phone.get(home)).status], [401, 401])
})

test('nobody else gets in: other groups, an address that nobody verified, a claim in another form', async t => {
  const { provider, service, signIn, whoIs } = await start(t)
  const strangers: readonly object[] = [
    {},
    { groups: ['Ops', 'ops2', 'mail'] },
    { groups: 'ops,mail team' },
    { groups: { ops: true } },
    { email: 'eve@acme.example' },
    { email: 'eve@acme.example', email_verified: 'true' },
    { email: 'eve@acme.example.evil.example', email_verified: true },
  ]
  for (const claims of strangers) {
    provider.person = { sub: 'eve-1', ...claims }
    const client = visitor(t)
    assert.deepEqual(seen(await signIn(client)), [403, 'You have no role here'], JSON.stringify(claims))
    assert.equal(await whoIs(client), undefined)
  }
  const rows = await service.database.query('select id from staff')
  assert.equal(rows.length, 0, 'nor does anybody become a member')
  provider.person = { sub: 'eve-1', email: 'Eve@ACME.example', email_verified: true }
  const eve = visitor(t)
  await signIn(eve)
  assert.equal(await whoIs(eve), 'Member, viewer')
})

test('an address that passes to somebody else gives them a membership of their own', async t => {
  const { provider, signIn, whoIs } = await start(t)
  const email = { name: 'Eve', email: 'eve@acme.example', email_verified: true }
  provider.person = { sub: 'eve-1', ...email }
  await signIn(visitor(t))
  provider.person = { sub: 'eve-2', ...email }
  const successor = visitor(t)
  await signIn(successor)
  assert.equal(await whoIs(successor), 'Eve 2, viewer')
})

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
    const { provider, service, toCallback, whoIs } = await start(t)
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
  const { provider, begin } = await start(t)
  provider.lie = 'other-issuer'
  const page = await visitor(t).get(begin)
  assert.deepEqual(seen(page), [502, 'The answer of the sign-in provider does not hold'])
})

test('strangers who begin a hundred sign-ins ask the provider once', async t => {
  const { provider, service, begin } = await start(t)
  for (let times = 0; times < 100; times++) assert.equal((await visitor(t).get(begin)).status, 303)
  assert.deepEqual(provider.asked, ['/.well-known/openid-configuration'])
  await service.database.query("update staff_sign_in set expires_at = now() - interval '1 second'")
  await forgetEnded(service.context)
  assert.deepEqual(await service.database.query('select state_hash from staff_sign_in'), [])
})

test('an issuer that is not spelled as the provider spells it is no issuer', async t => {
  const provider = await startOpenidProvider(t)
  const env = { ...provider.env(rules), OIDC_ISSUER: `${provider.issuer}/` }
  const service = await startTestService(t, { env })
  const page = await visitor(t).get(`${service.url}/admin/oidc/sign-in`)
  assert.deepEqual(seen(page), [502, 'The answer of the sign-in provider does not hold'])
  assert.match(JSON.stringify(service.log), /"reason":"other-issuer"/)
})

test('the user’s cancel and the provider’s errors have pages of their own', async t => {
  const { provider, signIn } = await start(t)
  const errors: ReadonlyArray<readonly [string, number, string]> = [
    ['access_denied', 200, 'You stopped the sign-in'],
    ['server_error', 400, 'The sign-in provider said no'],
    ['<script>', 400, 'The sign-in provider said no'],
  ]
  for (const [error, status, title] of errors) {
    provider.error = error
    const page = await signIn(visitor(t))
    assert.deepEqual(seen(page), [status, title])
    assert.match(page.text, /href="\/admin\/oidc\/sign-in"/)
  }
})

test('a callback is good once, in the browser that began it, within ten minutes, and not by HEAD', async t => {
  const { provider, service, toCallback, whoIs, signIn } = await start(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const over = [400, 'This sign-in is over']
  const [ann, eve] = [visitor(t), visitor(t)]
  const { location = '' } = await toCallback(ann)
  assert.deepEqual(seen(await eve.get(location)), over, 'a stranger’s browser')
  await signIn(eve)
  assert.deepEqual(seen(await eve.get(location)), over, 'a browser with a sign-in of its own')
  const cookie = ann.cookies.header(location)
  assert.equal((await fetch(location, { method: 'HEAD', headers: { cookie } })).status, 200)
  assert.equal((await ann.get(location)).status, 303)
  const session = ann.cookies.header(location)
  assert.deepEqual(seen(await ann.get(location)), over, 'replayed')
  assert.equal(ann.cookies.header(location), session, 'which leaves the session alone')
  const late = visitor(t)
  const begun = await toCallback(late)
  await service.database.query("update staff_sign_in set expires_at = now() - interval '1 second'")
  assert.deepEqual(seen(await late.follow(begun)), over, 'too late')
  for (const query of ['', '?state=', '?state=a&state=b', '?code=x&state=forged'])
    assert.deepEqual(seen(await late.get(`${service.url}/admin/oidc/callback${query}`)), over)
  assert.equal(await whoIs(late), undefined)
})

test('two tabs of one browser may both sign in, in any order', async t => {
  const { provider, toCallback, whoIs } = await start(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const client = visitor(t)
  const [first, second] = [await toCallback(client), await toCallback(client)]
  assert.equal((await client.follow(second)).status, 303)
  assert.equal((await client.follow(first)).status, 303)
  assert.equal(await whoIs(client), 'Ann, operator')
})

test('a code that another sign-in brought is refused: the verifier does not fit', async t => {
  const { provider, toCallback } = await start(t)
  provider.person = { sub: 'ann-1', groups: 'ops' }
  const [ann, eve] = [visitor(t), visitor(t)]
  const stolen = new URL((await toCallback(ann)).location ?? '')
  const own = new URL((await toCallback(eve)).location ?? '')
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '')
  assert.deepEqual(seen(await eve.get(own.href)), [400, 'The sign-in provider said no'])
})

test('a removed member does not come back through the provider', async t => {
  const { provider, service, signIn, home } = await start(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const ann = visitor(t)
  await signIn(ann)
  const operator = await signedInStaff(t, service, 'operator')
  const [row] = await service.database.query<{ id: string }>("select id from staff where name = 'Ann'")
  const staff = `${service.url}/admin/staff`
  const decided = await postFrom(operator, staff, `/admin/staff/${row?.id}/role`, { role: 'viewer' })
  assert.match(decided.text, /The sign-in provider decides the role of this member/)
  await postFrom(operator, staff, `/admin/staff/${row?.id}/remove`)
  assert.equal((await ann.get(home)).status, 401)
  assert.deepEqual(seen(await signIn(ann)), [403, 'You were removed'])
})

test('a name that is taken, long, reserved or markup does not keep anybody out', async t => {
  const { provider, service, signIn, whoIs } = await start(t)
  await staffLink(service, { name: 'Ann' })
  const names = [
    ['ANN', 'ANN 2'],
    ['command line', 'Member'],
    ['x'.repeat(300), 'x'.repeat(70)],
    ['<b>Bob</b>', '&lt;b&gt;Bob&lt;/b&gt;'],
    ['a\u0000b', 'Member 2'],
  ] as const
  for (const [index, [name, shown]] of names.entries()) {
    provider.person = { sub: `person-${index}`, name, groups: 'mail team' }
    const client = visitor(t)
    await signIn(client)
    assert.equal(await whoIs(client), `${shown}, marketer`)
  }
})

test('many sign-ins of one new person at once make one member', async t => {
  const { provider, service, signIn } = await start(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const entered = await Promise.all(Array.from({ length: 6 }, () => signIn(visitor(t))))
  assert.deepEqual(
    entered.map(({ status }) => status),
    Array(6).fill(303),
  )
  assert.equal((await service.database.query('select id from staff')).length, 1)
})

test('while the provider is away one-time links work, and nothing was asked of it before somebody came', async t => {
  const { provider, service, begin, whoIs } = await start(t)
  assert.deepEqual(provider.asked, [])
  provider.lie = 'away'
  const ann = visitor(t)
  const refused = await ann.get(begin)
  assert.deepEqual(seen(refused), [503, 'The sign-in provider does not answer'])
  assert.equal(refused.headers['retry-after'], '30')
  await enterBy(ann, await staffLink(service, { name: 'Ann', role: 'operator' }))
  assert.equal(await whoIs(ann), 'Ann, operator')
})

test('a provider that never answers is given up after ten seconds', async t => {
  const { provider, begin } = await start(t)
  provider.lie = 'slow'
  const started = performance.now()
  assert.deepEqual(seen(await visitor(t).get(begin)), [503, 'The sign-in provider does not answer'])
  const seconds = (performance.now() - started) / 1_000
  assert.ok(seconds > 9 && seconds < 13, `after ${seconds} s`)
})

test('a session from the provider ends as every other does', async t => {
  const { provider, service, signIn, home } = await start(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const ann = visitor(t)
  for (const [column, by] of [
    ['seen_at', '60 minutes'],
    ['created_at', '12 hours'],
  ] as const) {
    await signIn(ann)
    assert.equal((await ann.get(home)).status, 200)
    await service.database.query(`update staff_session set ${column} = ${column} - $1::interval`, [by])
    assert.equal((await ann.get(home)).status, 401)
  }
})

test('behind https every cookie of a sign-in is bound to this very host, and no page can be framed', async t => {
  const provider = await startOpenidProvider(t)
  const service = await startTestService(t, { env: { ...real('sandbox'), ...provider.env(rules) } })
  provider.person = { sub: 'ann-1', groups: 'ops' }
  const client = visitor(t)
  const inward = (address = '') => address.replace('https://rewards.example', service.url)
  const cookies: string[] = []
  const get = async (address: string) => {
    const cookie = cookies.map(text => text.split(';')[0]).join('; ')
    const answer = await client.get(inward(address), { 'x-forwarded-proto': 'https', cookie })
    cookies.push(...[answer.headers['set-cookie'] ?? []].flat())
    return answer
  }
  const begun = await get(`${service.url}/admin/oidc/sign-in`)
  const back = await client.get(begun.location ?? '')
  assert.match(back.location ?? '', /^https:\/\/rewards\.example\/admin\/oidc\/callback\?/)
  const entered = await get(back.location ?? '')
  assert.equal(entered.status, 303)
  assert.equal(cookies.length, 2)
  for (const cookie of cookies)
    assert.match(cookie, /^__Host-staff(-browser)?=[\w-]{43}; .*Path=\/; .*HttpOnly; Secure; SameSite=Lax$/)
  for (const path of ['campaigns', 'oidc/callback', 'staff', 'audit']) {
    const { headers } = await get(`${service.url}/admin/${path}`)
    assert.deepEqual([headers['x-frame-options'], headers['cache-control']], ['DENY', 'no-store'], path)
    assert.match(headers['content-security-policy'] as string, /frame-ancestors 'none'/, path)
  }
})

test('without a provider there is no way to one, and no word of it', async t => {
  const service = await startTestService(t)
  const page = await visitor(t).get(`${service.url}/admin`)
  assert.doesNotMatch(page.text, /oidc/)
  for (const path of ['sign-in', 'callback'])
    assert.equal((await visitor(t).get(`${service.url}/admin/oidc/${path}`)).status, 401)
})
