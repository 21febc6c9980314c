/** Another account after a refusal, by people with two tabs, double presses, wrong accounts and late campaigns. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import { formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, type Recipient, submit, titleOf } from '../helpers/recipient.ts'
import { ledgerOf, setFaults, startTestService, type TestService } from '../helpers/service.ts'

const refusedTitle = 'Amazon did not accept this deposit'
const otherTitle = 'Use another Amazon account'

type Refused = {
  readonly service: TestService
  readonly link: string
  readonly recipient: Recipient
  /** The page at `/claim/…` after the press. */
  readonly page: Response
}

/** Jane’s claim, which Amazon has refused. */
async function refused(t: TestContext, input: Parameters<TestService['campaign']>[0] = {}): Promise<Refused> {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign({ anotherAccount: true, ...input }))
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  const recipient = browser(t)
  const page = await recipient.press(await recipient.signIn(link))
  assert.equal(titleOf(page.text), refusedTitle)
  return { service, link, recipient, page }
}

function browser(t: TestContext): Recipient {
  const recipient = createRecipient()
  t.after(() => recipient.close())
  return recipient
}

async function successors({ database }: TestService): Promise<{ id: string; replaces_id: string }[]> {
  return await database.query('select id, replaces_id from claim_link where replaces_id is not null')
}

test('one press leads to another account, and the same old URL to its deposit', async t => {
  const { service, link, recipient, page } = await refused(t, { budget: '25.00' })
  const after = await recipient.press(page)
  assert.equal(titleOf(after.text), otherTitle)
  assert.equal(titleOf((await recipient.get(link)).text), '$25.00 for your Amazon balance')
  const confirm = await recipient.signIn(link, 'john')
  assert.equal(titleOf(confirm.text), 'Deposit $25.00 now?')
  assert.equal(titleOf((await recipient.press(confirm)).text), '$25.00 deposited')
  assert.equal(titleOf(await (await fetch(link)).text()), '$25.00 deposited')
  const [successor] = await successors(service)
  const ledger = await ledgerOf(service)
  assert.deepEqual(
    ledger.map(({ requestId, accountId }) => [requestId, accountId.includes('JOHN')]),
    [[`Emul1${successor?.id}`, true]],
  )
})

test('who comes back later signs in from the refused page with the same account and gets the button', async t => {
  const { service, link } = await refused(t)
  const later = browser(t)
  assert.doesNotMatch((await later.get(link)).text, /<form/)
  const page = await later.signIn(link, 'jane')
  assert.equal(titleOf(page.text), refusedTitle)
  const byToken = await later.get(link)
  assert.match(formOf(byToken.text).action, /^\/c\/[\w-]+\/another-account$/)
  assert.equal(titleOf((await later.press(byToken)).text), otherTitle)
  assert.equal((await successors(service)).length, 1)
})

test('with a different account there is no button, and a forged press does nothing', async t => {
  const { service, link, recipient, page } = await refused(t)
  const stranger = browser(t)
  const other = await stranger.signIn(link, 'john')
  assert.equal(titleOf(other.text), 'Already claimed by a different Amazon account')
  assert.doesNotMatch(other.text, /<form/)
  const { fields, action } = formOf(page.text)
  for (const path of [
    `${new URL(other.url).pathname}/another-account`,
    `${new URL(link).pathname}/another-account`,
  ])
    assert.equal((await stranger.post(new URL(path, link).href, fields)).status, 303)
  assert.equal((await stranger.post(new URL(action, link).href, fields)).status, 404, 'the sign-in is Jane’s')
  const url = new URL(action, link).href
  for (const csrf of ['', 'forged']) assert.equal((await recipient.post(url, { csrf })).location, page.url)
  const crossSite = await recipient.post(url, fields, { 'sec-fetch-site': 'cross-site' })
  assert.equal(crossSite.location, page.url)
  assert.equal((await recipient.get(url)).location, page.url, 'to open the address changes nothing')
  assert.deepEqual(await successors(service), [])
})

test('a double press, and presses in two tabs at once, make one successor and never an error', async t => {
  const { service, link, recipient, page } = await refused(t)
  const byToken = await recipient.get(link)
  const presses = [page, page, byToken, byToken].map(tab => submit(recipient, tab, formOf(tab.text)))
  const statuses = (await Promise.all(presses)).map(({ status }) => status)
  assert.ok(statuses.includes(200), statuses.join())
  assert.ok(
    statuses.every(status => [200, 303, 404].includes(status)),
    statuses.join(),
  )
  assert.equal((await successors(service)).length, 1)
  const late = await submit(recipient, page, formOf(page.text))
  assert.equal(titleOf(late.text), 'This sign-in is over')
  assert.doesNotMatch(late.text, /othing was deposited/)
  assert.equal((await submit(recipient, byToken, formOf(byToken.text))).location, link)
  assert.equal((await successors(service)).length, 1)
})

test('a second browser that shows the refusal learns that the link has moved on', async t => {
  const { service, link, recipient, page } = await refused(t)
  const second = browser(t)
  const otherTab = await second.signIn(link, 'jane')
  await recipient.press(page)
  assert.equal(titleOf((await second.get(otherTab.url)).text), 'This sign-in is over')
  assert.equal(titleOf((await second.press(otherTab)).text), 'This sign-in is over')
  const confirm = await second.signIn(link, 'john')
  assert.equal(titleOf((await second.press(confirm)).text), '$25.00 deposited')
  const jane = browser(t)
  await assert.rejects(jane.signIn(link, 'jane'), /offers no sign-in: \$25\.00 deposited/)
  assert.equal((await ledgerOf(service)).length, 1)
})

test('a sign-in that was under way at Amazon while the link moved on deposits nothing by surprise', async t => {
  const { service, link, recipient, page } = await refused(t)
  const second = browser(t)
  const amazon = await second.follow(await second.get(`${link}/sign-in`))
  await recipient.press(page)
  const callback = await submit(second, amazon, formOf(amazon.text), { account: 'jane' })
  const end = await second.follow(await second.follow(callback))
  assert.equal(titleOf(end.text), 'This sign-in is over')
  assert.deepEqual(await ledgerOf(service), [])
})

test('where the campaign does not allow it, is over or has spent its budget, the page says whom to ask', async t => {
  const { service, link, recipient, page } = await refused(t)
  const closed = [
    'another_account = false',
    "opens_at = '2020-01-01', closes_at = '2020-02-01'",
    "state = 'paused'",
    'granted_minor = budget_minor',
  ]
  const [before] = await service.database.query<object>('select * from campaign')
  for (const change of closed) {
    await service.database.query(`update campaign set ${change}`)
    for (const text of [(await recipient.get(page.url)).text, await (await fetch(link)).text()]) {
      assert.match(text, /Please write to Acme Research/, change)
      assert.doesNotMatch(text, /<form|sign-in/, change)
    }
    const pressed = await submit(recipient, page, formOf(page.text))
    assert.equal(pressed.location, page.url, change)
    assert.equal((await recipient.get(`${link}/sign-in`)).location, link, change)
    await service.database.query(
      `update campaign set another_account = old.another_account, opens_at = old.opens_at, closes_at = old.closes_at,
         state = old.state, granted_minor = old.granted_minor
       from jsonb_populate_record(null::campaign, $1) old`,
      [before],
    )
  }
  assert.deepEqual(await successors(service), [])
  assert.equal(titleOf((await recipient.press(page)).text), otherTitle)
})

test('a campaign that ends after the press says so, and the budget is not spent', async t => {
  const { service, link, recipient, page } = await refused(t)
  await recipient.press(page)
  const confirm = await recipient.signIn(link, 'john')
  await service.database.query("update campaign set opens_at = '2020-01-01', closes_at = '2020-02-01'")
  assert.equal(titleOf((await recipient.press(confirm)).text), 'This reward has expired')
  assert.equal(titleOf(await (await fetch(link)).text()), 'This reward has expired')
  assert.deepEqual(await ledgerOf(service), [])
})

test('a refused successor is refused at the old URL, for the account that claimed it', async t => {
  const { service, link, recipient, page } = await refused(t)
  await recipient.press(page)
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  const again = await recipient.press(await recipient.signIn(link, 'john'))
  assert.equal(titleOf(again.text), refusedTitle)
  assert.equal(titleOf((await recipient.press(again)).text), otherTitle)
  const third = await recipient.press(await recipient.signIn(link, 'maria'))
  assert.equal(titleOf(third.text), '$25.00 deposited')
  assert.equal((await successors(service)).length, 2)
})

test('a successor that the operator revoked or replaced is not claimed by the old URL', async t => {
  const { service, link, recipient, page } = await refused(t)
  await recipient.press(page)
  const [{ id = '' } = {}] = await successors(service)
  const { claimUrl } = await replaceLink(service.context, id, 'Ann')
  assert.equal(titleOf(await (await fetch(link)).text()), 'There is a newer link for you')
  assert.equal((await recipient.get(`${link}/sign-in`)).location, link)
  await revokeLink(service.context, claimUrl, 'Ann')
  assert.equal(titleOf(await (await fetch(link)).text()), 'This link is no longer valid')
})
