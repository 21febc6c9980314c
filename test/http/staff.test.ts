/** How the staff gets in: a link that works once, a session with two limits, and forms that only our own pages post. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createCookieClient, formOf, type Response } from '../helpers/cookie-client.ts'
import { submit, titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { enterBy, signedInStaff, staffLink } from '../helpers/staff.ts'

function visitor(t: TestContext) {
  const client = createCookieClient()
  t.after(() => client.close())
  return client
}

const seen = ({ status, text }: Response) => [status, titleOf(text)]

/** Moves what the database remembers of every session into the past. */
async function age({ database }: TestService, column: 'seen_at' | 'created_at', by: string): Promise<void> {
  await database.query(`update staff_session set ${column} = ${column} - $1::interval`, [by])
}

test('a link signs in once, and looking at it uses nothing up', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service)
  const [ann, eve] = [visitor(t), visitor(t)]
  for (let looks = 0; looks < 3; looks++)
    assert.deepEqual(seen(await eve.get(link)), [200, 'Sign in as marketer'])
  const entered = await enterBy(ann, link)
  assert.deepEqual([entered.status, entered.location], [303, `${service.url}/admin`])
  const home = await ann.get(`${service.url}/admin/campaigns`)
  assert.deepEqual(seen(home), [200, 'Campaigns'])
  assert.match(home.text, /Ann, marketer/)
  assert.deepEqual(seen(await eve.get(link)), [404, 'This link is used up or too old'])
  assert.deepEqual(seen(await eve.get(`${service.url}/admin/campaigns`)), [401, 'Please sign in'])
})

test('two presses at once of one link let one browser in', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service)
  const visits = Array.from({ length: 8 }, async () => {
    const client = visitor(t)
    return { client, page: await client.get(link) }
  })
  const opened = await Promise.all(visits)
  const presses = opened.map(({ client, page }) => submit(client, page, formOf(page.text)))
  const entered = (await Promise.all(presses)).filter(({ status }) => status === 303)
  assert.equal(entered.length, 1)
})

test('a new member who is invited twice at once is one member, and both links are good', async t => {
  const service = await startTestService(t)
  const links = await Promise.all(Array.from({ length: 6 }, () => staffLink(service, { name: 'Zoe' })))
  for (const link of links) assert.equal((await enterBy(visitor(t), link)).status, 303)
  const rows = await service.database.query("select from staff where name = 'Zoe'")
  assert.equal(rows.length, 1)
})

test('a link is good for 15 minutes', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service)
  await service.database.query(
    "update staff_link set expires_at = expires_at - interval '14 minutes 50 seconds'",
  )
  assert.equal((await visitor(t).get(link)).status, 200)
  await service.database.query("update staff_link set expires_at = expires_at - interval '10 seconds'")
  assert.deepEqual(seen(await visitor(t).get(link)), [404, 'This link is used up or too old'])
})

test('a link that names nobody asks for a name, and is still good after one that is taken', async t => {
  const service = await startTestService(t)
  await staffLink(service, { name: 'Ann' })
  const link = await staffLink(service, { name: null, role: 'viewer' })
  for (const name of ['', 'ANN', 'x'.repeat(81)]) {
    const refused = await enterBy(visitor(t), link, { name })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /aria-invalid="true"/, name)
  }
  const bob = visitor(t)
  await enterBy(bob, link, { name: ' Bob ' })
  assert.match((await bob.get(`${service.url}/admin/campaigns`)).text, /<span>Bob, viewer<\/span>/)
})

test('a press on the sign-in page of somebody else is refused, and uses nothing up', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service)
  const client = visitor(t)
  const page = await client.get(link)
  const form = formOf(page.text)
  const forged = [
    client.post(link, { ...form.fields, csrf: 'forged' }),
    client.post(link, form.fields, { 'sec-fetch-site': 'cross-site' }),
  ]
  for (const answer of await Promise.all(forged)) assert.equal(answer.status, 200)
  assert.equal((await submit(client, page, form)).status, 303)
})

test('a session ends an hour after the last page, and twelve hours after it began whatever was looked at', async t => {
  const service = await startTestService(t)
  const client = await signedInStaff(t, service)
  const campaigns = `${service.url}/admin/campaigns`
  await age(service, 'seen_at', '59 minutes')
  assert.equal((await client.get(campaigns)).status, 200)
  await age(service, 'seen_at', '59 minutes')
  assert.equal((await client.get(campaigns)).status, 200, 'a page moves the idle limit')
  await age(service, 'seen_at', '60 minutes')
  assert.equal((await client.get(campaigns)).status, 401)
  const other = await signedInStaff(t, service)
  await age(service, 'created_at', '12 hours')
  assert.equal((await other.get(campaigns)).status, 401)
})

test('signing out ends the session itself, and only a form of this very session can', async t => {
  const service = await startTestService(t)
  const [ann, mallory] = [await signedInStaff(t, service), await signedInStaff(t, service, 'viewer')]
  const campaigns = `${service.url}/admin/campaigns`
  const form = formOf((await ann.get(campaigns)).text)
  const stolen = formOf((await mallory.get(campaigns)).text)
  const path = `${service.url}/admin/sign-out`
  assert.deepEqual(seen(await ann.post(path, stolen.fields)), [403, 'This page was out of date'])
  assert.deepEqual(seen(await ann.post(path, {})), [403, 'This page was out of date'])
  const cookie = ann.cookies.header(service.url)
  assert.equal((await ann.post(path, form.fields)).status, 303)
  const replayed = await visitor(t).get(campaigns, { cookie })
  assert.equal(replayed.status, 401)
})

test('the cookie is kept from scripts and other sites, and the database opens no session', async t => {
  const service = await startTestService(t)
  const entered = await enterBy(visitor(t), await staffLink(service))
  const [cookie = ''] = [entered.headers['set-cookie'] ?? []].flat()
  assert.match(cookie, /^staff=[\w-]{43}; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
  const [row] = await service.database.query<{ text: string }>(
    'select string_agg(s::text, chr(10)) as text from staff_session s',
  )
  assert.ok(!row?.text.includes(cookie.slice(6, 49)))
})

test('every address of the staff answers strangers alike', async t => {
  const service = await startTestService(t)
  for (const path of ['', '/campaigns', '/campaigns/ABC', '/nothing', '/sign-out'])
    assert.equal((await visitor(t).get(`${service.url}/admin${path}`)).status, 401, path)
})

test('a campaign has a page, and an address that names none says so', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  const ann = await signedInStaff(t, service)
  const page = await ann.get(`${service.url}/admin/campaigns/${id}`)
  assert.deepEqual(seen(page), [200, 'Acme Research <span class="state live">live</span>'])
  for (const named of ['NOTHING', '%00', '%F0%9F%98%80', "'"])
    assert.deepEqual(
      seen(await ann.get(`${service.url}/admin/campaigns/${named}`)),
      [404, 'There is no such campaign'],
      named,
    )
})

test('of a form of another site nothing is kept, nor of one that takes what opens a claim', async t => {
  const service = await startTestService(t)
  const client = visitor(t)
  const kept = async (path: string, site: string) =>
    (await client.post(`${service.url}/admin${path}`, { text: 'typed' }, { 'sec-fetch-site': site })).text
  assert.match(await kept('/staff/invite', 'same-origin'), /value="typed"/)
  assert.doesNotMatch(await kept('/staff/invite', 'cross-site'), /value="typed"/)
  assert.doesNotMatch(await kept('/find', 'same-origin'), /value="typed"/)
})

test('who is signed in reads of a wrong address what helps the staff, with the way back', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  const ann = await signedInStaff(t, service)
  const addresses = ['/nothing', `/campaigns/${id}/links/batches/NOTHING`, `/campaigns/${id}/nothing`]
  for (const path of addresses) {
    const page = await ann.get(`${service.url}/admin${path}`)
    assert.deepEqual(seen(page), [404, 'There is no such page'], path)
    assert.match(page.text, /<nav aria-label="Sections">/)
  }
  const pause = await ann.get(`${service.url}/admin/campaigns/${id}/pause`)
  assert.deepEqual(seen(pause), [405, 'That is not possible here'])
  assert.match((await ann.get(`${service.url}/nothing`)).text, /We do not know this link/)
})

test('a used link opened by who is signed in offers to go on', async t => {
  const service = await startTestService(t)
  const link = await staffLink(service)
  const [ann, eve] = [visitor(t), visitor(t)]
  await enterBy(ann, link)
  assert.match((await ann.get(link)).text, /signed in with this browser as Ann\. <a href="\/admin">Go on/)
  assert.doesNotMatch((await eve.get(link)).text, /Go on/)
})

test('the list of campaigns is searched by name and state, and folds away what has ended', async t => {
  const service = await startTestService(t)
  const [spring, autumn] = [
    await service.campaign({ name: 'Spring panel' }),
    await service.campaign({ name: 'Autumn panel' }),
  ]
  await service.database.query("update campaign set state = 'ended' where id = $1", [autumn.id])
  const ann = await signedInStaff(t, service)
  const list = async (query: string) => (await ann.get(`${service.url}/admin/campaigns${query}`)).text
  assert.match(await list(''), /Spring panel[\s\S]*<details><summary>1 ended<\/summary>[\s\S]*Autumn panel/)
  assert.doesNotMatch(await list('?search=AUTUMN'), /Spring panel|<details/)
  assert.doesNotMatch(await list('?state=live'), /Autumn panel/)
  assert.match(await list(`?search=${spring.id}`), /Spring panel/)
  assert.match(await list('?search=winter'), /No campaign is called that/)
})

test('recipients get no script, and the staff only our own', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const policy = async (url: string) =>
    (await visitor(t).get(url)).headers['content-security-policy'] as string
  assert.doesNotMatch(await policy(link), /script-src/)
  assert.doesNotMatch(await policy(`${service.url}/administrator`), /script-src/)
  assert.match(await policy(`${service.url}/admin`), /script-src 'self';/)
})
