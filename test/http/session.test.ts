/** The browser session from the start of a sign-in to its end: one row, renewed when somebody signs in, and limited. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, type Recipient, submit, titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'

type Start = { readonly service: TestService; readonly recipient: Recipient; readonly links: string[] }

async function start(t: TestContext, input: Parameters<TestService['campaign']>[0] = {}): Promise<Start> {
  const service = await startTestService(t)
  const links = await service.links(await service.campaign(input), 8)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  return { service, recipient, links }
}

/** The callback of a sign-in that has begun, not yet visited. */
async function callbackOf({ recipient }: Start, link: string, account = 'jane'): Promise<string> {
  const amazon = await recipient.follow(await recipient.get(`${link}/sign-in`))
  return (await submit(recipient, amazon, formOf(amazon.text), { account })).location ?? ''
}

async function sessionsOf({ service }: Start): Promise<string[]> {
  const rows = await service.database.query<{ id: string }>(
    "select encode(id_hash, 'hex') as id from browser_session",
  )
  return rows.map(({ id }) => id)
}

async function sessionsOfSignIns({ service }: Start): Promise<string[]> {
  const rows = await service.database.query<{ id: string }>(
    "select distinct encode(session_hash, 'hex') as id from sign_in",
  )
  return rows.map(({ id }) => id)
}

test('sign-ins that begin in one browser share one session, and the renewed one takes all of them along', async t => {
  const begun = await start(t)
  const [one = '', two = '', three = ''] = begun.links
  const callback = await callbackOf(begun, one)
  await callbackOf(begun, two)
  const before = await sessionsOf(begun)
  assert.equal(before.length, 1)
  assert.deepEqual(await sessionsOfSignIns(begun), before)
  await begun.recipient.get(callback)
  const after = await sessionsOf(begun)
  assert.equal(after.length, 1)
  assert.notDeepEqual(after, before)
  assert.deepEqual(await sessionsOfSignIns(begun), after)
  await callbackOf(begun, three)
  assert.deepEqual(await sessionsOf(begun), after)
  assert.deepEqual(await sessionsOfSignIns(begun), after)
})

test('eight sign-ins that end at the same moment in one browser wait for each other and end without an error', async t => {
  const begun = await start(t)
  const callbacks: string[] = []
  for (const link of begun.links) callbacks.push(await callbackOf(begun, link))
  const ends = await Promise.all(callbacks.map(url => begun.recipient.get(url)))
  assert.ok(ends.some(({ location }) => location?.includes('/claim/')))
  assert.deepEqual(
    ends.filter(({ status }) => status >= 500),
    [],
  )
})

const limits = {
  'nobody came for a quarter of an hour': 'expires_at = now()',
  'an hour is over': "created_at = now() - interval '1 hour'",
}
for (const [end, change] of Object.entries(limits)) {
  test(`a session ends when ${end}`, async t => {
    const begun = await start(t)
    const page = await begun.recipient.signIn(begun.links[0] ?? '')
    assert.equal((await begun.recipient.get(page.url)).status, 200)
    await begun.service.database.query(`update browser_session set ${change}`)
    assert.equal((await begun.recipient.get(page.url)).status, 404)
    assert.equal((await begun.recipient.press(page)).status, 404)
    assert.deepEqual(await begun.service.database.query('select from deposit'), [])
  })
}

test('a session that has ended knows nobody, ends no sign-in and gives its id to none', async t => {
  const begun = await start(t)
  const { recipient, service } = begun
  const [janes = '', johns = '', next = ''] = begun.links
  await recipient.press(await recipient.signIn(janes))
  await recipient.signIn(johns, 'john')
  const callback = await callbackOf(begun, next, 'john')
  const cookie = () => recipient.cookies.header(janes)
  const ended = cookie()
  assert.match((await recipient.get(janes)).text, /different Amazon account/)
  await service.database.query('update browser_session set expires_at = now()')
  assert.doesNotMatch((await recipient.get(janes)).text, /different Amazon account/)
  assert.equal(titleOf((await recipient.get(callback)).text), 'This sign-in began in another browser')
  assert.equal(cookie(), ended)
  await callbackOf(begun, next, 'john')
  assert.notEqual(cookie(), ended)
})

test('an id that is signed and of no session, as after its row was removed, is not made one', async t => {
  const begun = await start(t)
  const [one = '', two = ''] = begun.links
  const again = (await begun.recipient.signIn(one)).url
  const [before] = await sessionsOf(begun)
  await begun.service.database.query('delete from browser_session')
  assert.equal((await begun.recipient.get(`${again}/sign-in`)).status, 404)
  assert.deepEqual(await sessionsOf(begun), [])
  await callbackOf(begun, two)
  const [after, ...more] = await sessionsOf(begun)
  assert.deepEqual(more, [])
  assert.ok(after && after !== before)
})

test('a page moves the idle limit on, and writes nothing while it was moved a moment ago', async t => {
  const begun = await start(t)
  const page = await begun.recipient.signIn(begun.links[0] ?? '')
  const { database } = begun.service
  const row = async () => {
    const [found] = await database.query<{ xmin: string; left: number }>(
      'select xmin, extract(epoch from expires_at - now())::int as left from browser_session',
    )
    return found
  }
  const fresh = await row()
  await begun.recipient.get(page.url)
  assert.equal((await row())?.xmin, fresh?.xmin)
  await database.query("update browser_session set expires_at = now() + interval '1 minute'")
  assert.equal((await begun.recipient.get(page.url)).status, 200)
  assert.ok(Number((await row())?.left) > 14 * 60)
})

test('what a person has claimed is counted for whoever the tab is of, whoever signed in last', async t => {
  const begun = await start(t, { perPersonLimit: 1 })
  const [one = '', two = '', three = ''] = begun.links
  const { recipient } = begun
  const titleAgain = async ({ url }: Response) => titleOf((await recipient.get(url)).text)
  const janes = await recipient.signIn(two)
  const deposited = await recipient.press(await recipient.signIn(one))
  assert.equal(titleOf(deposited.text), '$25.00 deposited')
  const closed = await titleAgain(janes)
  assert.doesNotMatch(closed, /now\?/)
  const johns = await recipient.signIn(three, 'john')
  assert.equal(titleOf(johns.text), 'Deposit $25.00 now?')
  assert.equal(await titleAgain(janes), closed)
  await recipient.signIn(two)
  assert.equal(await titleAgain(johns), 'Deposit $25.00 now?')
})
