/** The page of the staff: who may let somebody in, change a role or let somebody go, and how soon it counts. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { invite } from '../../src/services/staff.ts'
import { changeRole, getMember, removeMember } from '../../src/services/staff-member.ts'
import { createCookieClient, type Response } from '../helpers/cookie-client.ts'
import { titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { enterBy, postFrom, signedInStaff, staffLink } from '../helpers/staff.ts'

const seen = ({ status, text }: Response) => [status, titleOf(text)]
const textOf = ({ text }: Response) => text.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')

function visitor(t: TestContext) {
  const client = createCookieClient()
  t.after(() => client.close())
  return client
}

/** A service with an operator who is signed in, and the address of the staff page. */
async function startStaff(t: TestContext) {
  const service = await startTestService(t)
  const operator = await signedInStaff(t, service, 'operator')
  const staff = `${service.url}/admin/staff`
  const post = (path: string, fields: Record<string, string> = {}) =>
    postFrom(operator, staff, `/admin/staff${path}`, fields)
  return { service, operator, staff, post }
}

const idOf = async ({ context }: TestService, name: string) => (await getMember(context, name)).id

function shownLink({ text }: Response, { url }: TestService): string {
  const link = /\/admin\/enter\/[\w-]{43}/.exec(text)?.[0]
  assert.ok(link, 'the page shows a sign-in link')
  return url + link
}

test('an operator invites somebody by a link that is shown once and signs them in', async t => {
  const { service, operator, staff, post } = await startStaff(t)
  const invited = await post('/invite', { role: 'marketer', name: 'Ben' })
  assert.deepEqual(seen(invited), [200, 'Sign-in link for Ben'])
  const link = shownLink(invited, service)
  assert.doesNotMatch((await operator.get(staff)).text, /admin\/enter/)
  assert.match(textOf(await operator.get(staff)), /Ben marketer Came [^.]+\. Never signed in\./)
  const ben = visitor(t)
  await enterBy(ben, link)
  assert.match((await ben.get(`${service.url}/admin/campaigns`)).text, /<span>Ben, marketer<\/span>/)
  assert.match(textOf(await operator.get(staff)), /Ben marketer Came [^.]+\. Last seen /)
})

test('an invitation is refused with a word at the field, and makes nothing', async t => {
  const { service, post } = await startStaff(t)
  const tries: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
    [{ role: 'owner', name: 'Ben' }, /Must be one of viewer, marketer, operator/],
    [{ role: 'viewer', name: 'x'.repeat(81) }, /Must have 1 to 80 characters/],
    [
      { role: 'marketer', name: 'the OPERATOR' },
      /The operator is a member already, as operator; “Change” .* Or, for The operator as operator: New sign-in link/,
    ],
    [{ role: 'viewer', name: 'Command  Line' }, /The service itself is called so/],
  ]
  for (const [fields, words] of tries) {
    const refused = await post('/invite', fields)
    assert.equal(refused.status, 400)
    assert.match(refused.text, /aria-invalid="true"/)
    assert.match(textOf(refused), words)
  }
  const [count] = await service.database.query<{ count: number }>('select count(*)::int from staff')
  assert.equal(count?.count, 1)
})

test('nobody but an operator reaches the staff, and nobody else is shown the way', async t => {
  const { service, staff } = await startStaff(t)
  const id = await idOf(service, 'The operator')
  for (const role of ['viewer', 'marketer'] as const) {
    const client = await signedInStaff(t, service, role)
    const campaigns = `${service.url}/admin/campaigns`
    assert.doesNotMatch((await client.get(campaigns)).text, /Staff<\/a>/)
    for (const path of ['', `/${id}/remove`]) assert.equal((await client.get(staff + path)).status, 403)
    for (const path of ['/invite', `/${id}/role`, `/${id}/remove`]) {
      const fields = { role: 'operator', name: 'Mallory' }
      assert.equal((await postFrom(client, campaigns, `/admin/staff${path}`, fields)).status, 403, path)
    }
  }
  assert.equal((await getMember(service.context, 'The operator')).role, 'operator')
  await assert.rejects(getMember(service.context, 'Mallory'), /nobody called/)
})

test('a changed role counts at once, also on a page that is open', async t => {
  const { service, staff, post } = await startStaff(t)
  await staffLink(service, { name: 'Ben', role: 'viewer' })
  const ben = visitor(t)
  await enterBy(ben, await staffLink(service, { name: 'Ben', role: 'viewer' }))
  assert.equal((await ben.get(staff)).status, 403)
  const id = await idOf(service, 'Ben')
  assert.equal((await post(`/${id}/role`, { role: 'operator' })).status, 303)
  const open = await ben.get(staff)
  assert.equal(open.status, 200)
  const link = shownLink(await postFrom(ben, staff, '/admin/staff/invite', { role: 'operator' }), service)
  await post(`/${id}/role`, { role: 'marketer' })
  const campaigns = `${service.url}/admin/campaigns`
  const late = await postFrom(ben, campaigns, '/admin/staff/invite', { role: 'operator' })
  assert.equal(late.status, 403)
  assert.equal(
    (await visitor(t).get(link)).status,
    404,
    'nor does a link that was made before let anybody in',
  )
})

test('who is removed is out at once, with every page that is open and every link that is left', async t => {
  const { service, operator, staff, post } = await startStaff(t)
  const ben = visitor(t)
  await enterBy(ben, await staffLink(service, { name: 'Ben', role: 'operator' }))
  const own = await staffLink(service, { name: 'Ben', role: 'operator' })
  const friend = shownLink(await postFrom(ben, staff, '/admin/staff/invite', { role: 'operator' }), service)
  const id = await idOf(service, 'Ben')
  const asked = await operator.get(`${staff}/${id}/remove`)
  assert.deepEqual(seen(asked), [200, 'Remove Ben?'])
  assert.equal((await ben.get(staff)).status, 200, 'asking removes nobody')
  const open = await ben.get(staff)
  assert.equal((await post(`/${id}/remove`)).status, 303)
  assert.equal((await ben.get(staff)).status, 401)
  const stale = await ben.post(`${staff}/invite`, { csrf: /value="([^"]+)"/.exec(open.text)?.[1] ?? '' })
  assert.equal(stale.status, 401)
  for (const link of [own, friend]) assert.equal((await visitor(t).get(link)).status, 404)
  assert.deepEqual(seen(await post(`/${id}/remove`)), [404, 'There is no such member'])
  assert.doesNotMatch(textOf(await operator.get(staff)), /Ben/)
})

test('nobody changes their own role, removes themselves, or takes the last operator away', async t => {
  const { service, post } = await startStaff(t)
  const id = await idOf(service, 'The operator')
  assert.match(
    textOf(await post(`/${id}/role`, { role: 'viewer' })),
    / Nobody changes their own role; ask another operator /,
  )
  assert.match(textOf(await post(`/${id}/remove`)), / Nobody removes themselves; ask another operator /)
  const renewed = { role: 'viewer', name: 'THE OPERATOR' }
  assert.match(textOf(await post('/invite', renewed)), / The operator is a member already, as operator; /)
  const { context } = service
  const last = { code: 'conflict', message: /this is the last operator/ }
  await assert.rejects(changeRole(context, id, 'marketer', 'command line'), last)
  await assert.rejects(removeMember(context, id, 'command line'), last)
  assert.equal((await getMember(context, 'The operator')).role, 'operator')
})

test('two operators who remove each other at once leave one of them', async t => {
  const { context } = await startTestService(t, { serve: false })
  for (let round = 0; round < 5; round++) {
    const names = [`Ann ${round}`, `Ben ${round}`] as const
    for (const name of names) await invite(context, { role: 'operator', name, by: 'a test' })
    const [ann = '', ben = ''] = await Promise.all(
      names.map(async name => (await getMember(context, name)).id),
    )
    const tries = await Promise.allSettled([
      removeMember(context, ann, names[1]),
      changeRole(context, ben, 'viewer', names[0]),
    ])
    assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    await removeAll(context)
  }
})

test('what an operator has under way while they are removed lets nobody in', async t => {
  const { context, database } = await startTestService(t, { serve: false })
  for (let round = 0; round < 5; round++) {
    await invite(context, { role: 'operator', name: 'Eve', by: 'a test' })
    const eve = await getMember(context, 'Eve')
    await invite(context, { role: 'operator', name: 'Ann', by: 'a test' })
    const inviting = () => invite(context, { role: 'operator', name: null, by: eve })
    await Promise.allSettled([inviting(), removeMember(context, eve.id, 'Ann'), inviting(), inviting()])
    const late = { code: 'conflict', message: /you are no operator any more/ }
    await assert.rejects(inviting(), late)
    await assert.rejects(removeMember(context, (await getMember(context, 'Ann')).id, eve), late)
    const left = await database.query("select role from staff_link where invited_by = 'Eve'")
    assert.deepEqual(left, [])
  }
})

/** Without the rules, for the next round. */
async function removeAll({ database }: TestService['context']): Promise<void> {
  await database.query('update staff set removed_at = now() where removed_at is null')
}

test('a second sign-in in one browser ends the session of the first', async t => {
  const { service, staff } = await startStaff(t)
  const client = visitor(t)
  await enterBy(client, await staffLink(service, { name: 'Ben', role: 'operator' }))
  const cookie = client.cookies.header(staff)
  await enterBy(client, await staffLink(service, { name: 'Ann', role: 'operator' }))
  assert.equal((await client.get(staff)).status, 200)
  assert.equal((await visitor(t).get(staff, { cookie })).status, 401)
})

test('looking at a link with HEAD uses nothing up, and other methods are refused', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service)
  const head = await fetch(link, { method: 'HEAD' })
  assert.deepEqual([head.status, await head.text()], [200, ''])
  assert.equal((await fetch(link, { method: 'PUT' })).status, 405)
  assert.equal((await enterBy(visitor(t), link)).status, 303)
})

test('any text where a member is named is answered calmly', async t => {
  const { operator, staff, post } = await startStaff(t)
  for (const id of ['%00', '..', 'x'.repeat(500), "'%20or%201=1", '%F0%9F%92%A3']) {
    assert.equal((await operator.get(`${staff}/${id}/remove`)).status, 404, id)
    assert.equal((await post(`/${id}/role`, { role: 'viewer' })).status, 404, id)
  }
  assert.equal((await post('/invite', { role: 'viewer', name: 'a\0b' })).status, 400)
})
