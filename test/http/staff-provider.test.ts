/** Sign-in of the staff at an OpenID provider that keeps its word: who gets in, with which role, and for how long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { real } from '../config/environment.ts'
import { startOpenidProvider } from '../helpers/openid-provider.ts'
import { startTestService } from '../helpers/service.ts'
import { postFrom, signedInStaff, staffLink } from '../helpers/staff.ts'
import { rules, seen, startWithProvider, visitor } from '../helpers/staff-provider.ts'

test('a person with a role is let in by the provider, as the same member each time', async t => {
  const { provider, service, signIn, whoIs } = await startWithProvider(t)
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
  const { provider, service, signIn, whoIs, home } = await startWithProvider(t)
  const [desk, phone] = [visitor(t), visitor(t)]
  provider.person = { sub: 'ann-1', name: 'Ann', groups: ['ops', 'mail team'] }
  await signIn(desk)
  assert.equal(await whoIs(desk), 'Ann, operator')
  provider.person = { sub: 'ann-1', name: 'Renamed', groups: 'mail team' }
  await signIn(phone)
  assert.deepEqual([await whoIs(desk), await whoIs(phone)], ['Ann, marketer', 'Ann, marketer'])
  const waiting = await staffLink(service, { name: 'Ann', role: 'marketer' })
  provider.person = { sub: 'ann-1', name: 'Ann', groups: [] }
  assert.deepEqual(seen(await signIn(visitor(t))), [403, 'You have no role here'])
  assert.deepEqual([(await desk.get(home)).status, (await phone.get(home)).status], [401, 401])
  assert.equal((await desk.get(waiting)).status, 404, 'nor does a sign-in link that was waiting')
})

test('nobody else gets in: other groups, an address that nobody verified, a claim in another form', async t => {
  const { provider, service, signIn, whoIs } = await startWithProvider(t)
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
  const { provider, signIn, whoIs } = await startWithProvider(t)
  const email = { name: 'Eve', email: 'eve@acme.example', email_verified: true }
  provider.person = { sub: 'eve-1', ...email }
  await signIn(visitor(t))
  provider.person = { sub: 'eve-2', ...email }
  const successor = visitor(t)
  await signIn(successor)
  assert.equal(await whoIs(successor), 'Eve 2, viewer')
})

test('the user’s cancel and the provider’s errors have pages of their own', async t => {
  const { provider, signIn } = await startWithProvider(t)
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
  const { provider, service, toCallback, whoIs, signIn } = await startWithProvider(t)
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
  const { provider, toCallback, whoIs } = await startWithProvider(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const client = visitor(t)
  const [first, second] = [await toCallback(client), await toCallback(client)]
  assert.equal((await client.follow(second)).status, 303)
  assert.equal((await client.follow(first)).status, 303)
  assert.equal(await whoIs(client), 'Ann, operator')
})

test('a removed member does not come back through the provider', async t => {
  const { provider, service, signIn, home } = await startWithProvider(t)
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
  const { provider, service, signIn, whoIs } = await startWithProvider(t)
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
  const { provider, service, signIn } = await startWithProvider(t)
  provider.person = { sub: 'ann-1', name: 'Ann', groups: 'ops' }
  const entered = await Promise.all(Array.from({ length: 6 }, () => signIn(visitor(t))))
  assert.deepEqual(
    entered.map(({ status }) => status),
    Array(6).fill(303),
  )
  assert.equal((await service.database.query('select id from staff')).length, 1)
})

test('a session from the provider ends as every other does', async t => {
  const { provider, service, signIn, home } = await startWithProvider(t)
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
