/** From a draft to the end of a campaign, as the staff presses and as recipients read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCampaign, getCampaign } from '../../src/services/campaign.ts'
import { issueLinks, listLinks, overIssued } from '../../src/services/claim-link.ts'
import { formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, submit, titleOf } from '../helpers/recipient.ts'
import { plainCampaign, startTestService, type TestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'

async function draft({ context, url }: TestService, change = {}) {
  const campaign = await createCampaign(
    context,
    { ...plainCampaign, ...change },
    { by: 'Ann', state: 'draft' },
  )
  return { campaign, path: `${url}/admin/campaigns/${campaign.id}` }
}

/** The form of the page that posts to this step. */
function formTo(page: Response, step: string) {
  const forms = Array.from({ length: page.text.split('<form').length - 1 }, (_, at) => formOf(page.text, at))
  const found = forms.find(({ action, method }) => method === 'POST' && action.endsWith(`/${step}`))
  if (!found) throw new Error(`no form posts to ${step}`)
  return found
}

const readAt = async (link: string) => titleOf(await (await fetch(link)).text())

test('a launch names the total, opens the links, and pause, resume and end do what they say', async t => {
  const service = await startTestService(t)
  const { campaign, path } = await draft(service)
  const [link = ''] = await service.links(campaign, 3)
  const ann = await signedInStaff(t, service)
  assert.equal(await readAt(link), 'This reward is not open yet')
  const page = await ann.get(`${path}/launch`)
  assert.match(page.text, /3 links × \$25\.00 = \$75\.00, from a budget of \$10,000\.00 in USD/)
  assert.match(page.text, />Launch: at most \$75\.00</)
  assert.match(page.text, /\$1,000,000\.00 at Amazon/)
  assert.match(page.text, /Nobody has walked a rehearsal link/)
  assert.equal((await getCampaign(service.context, campaign.id)).state, 'draft')
  const launched = await submit(ann, page, formTo(page, 'launch'))
  assert.equal(launched.location, `${path}/embed`)
  assert.equal(await readAt(link), '$25.00 for your Amazon balance')
  for (const [step, title] of [
    ['pause', 'Claiming is paused'],
    ['resume', '$25.00 for your Amazon balance'],
  ] as const) {
    const now = await ann.get(path)
    await submit(ann, now, formTo(now, step))
    assert.equal(await readAt(link), title)
  }
  const end = await ann.get(`${path}/end`)
  assert.match(end.text, /3 links that nobody has claimed \(\$75\.00\) stop working/)
  const viewer = await signedInStaff(t, service, 'viewer')
  assert.doesNotMatch(
    (await viewer.get(`${path}/end`)).text,
    /<button[^>]*danger/,
    'whose role cannot is not offered it',
  )
  await submit(ann, end, formTo(end, 'end'))
  const again = (await ann.get(`${path}/end`)).text
  assert.match(again, /This campaign has ended/)
  assert.doesNotMatch(again, /<button[^>]*danger/)
  assert.equal((await getCampaign(service.context, campaign.id)).state, 'ended')
  assert.match(await (await fetch(link)).text(), /Acme Research has ended it/)
})

test('what was launched is what was shown: links that came in between are looked at first', async t => {
  const service = await startTestService(t)
  const { campaign, path } = await draft(service)
  await service.links(campaign, 3)
  const ann = await signedInStaff(t, service)
  const page = await ann.get(`${path}/launch`)
  await service.links(campaign, 1)
  const refused = await submit(ann, page, formTo(page, 'launch'))
  assert.equal(refused.status, 400)
  assert.match(refused.text, /The links have changed since you saw this page/)
  assert.equal((await getCampaign(service.context, campaign.id)).state, 'draft')
  const launched = await submit(ann, refused, formTo(refused, 'launch'))
  assert.equal(launched.status, 303)
  const late = await submit(ann, refused, formTo(refused, 'launch'))
  assert.match(late.text, /it is live, so &quot;launch&quot; is not possible/)
})

test('the dry run names what is wrong, and makes nothing', async t => {
  const service = await startTestService(t)
  const change = { amount: null, budget: '2100', opens: '2099-01-01' }
  const { campaign, path } = await draft(service, change)
  const order = (amountMinor: number) => ({ externalId: null, amountMinor })
  await issueLinks(service.context, campaign, [order(10), order(200_100), order(12_000)], 'a test')
  await service.database.query("update partner_account set hold_reason = 'funds', held_since = now()")
  const ann = await signedInStaff(t, service)
  const before = await service.database.query('select * from campaign, claim_link')
  const page = await ann.get(`${path}/launch?perMinute=1`)
  const said = [
    'worth $2,121.10 together',
    'at most $2,100.00',
    'worth $21.10 more than the budget',
    'smallest amount is $0.10, and Amazon’s gift cards begin at $0.15',
    'largest amount is $2,001.00, and Amazon’s gift cards end at $2,000.00',
    'Nothing is sent at present: Amazon says that the funds are used up',
    'The window opens January 1, 2099',
    'With mails leaving 1 a minute the longest wait is a moment',
  ]
  for (const words of said) assert.ok(page.text.includes(words), words)
  assert.match(
    (await ann.get(`${path}/launch?perMinute=0`)).text,
    /id="perMinute-problem">Must be a whole number/,
  )
  assert.deepEqual(await service.database.query('select * from campaign, claim_link'), before)
})

test('links worth more than a number can hold can be looked at and ended', async t => {
  const service = await startTestService(t)
  const { campaign, path } = await draft(service, { amount: null, budget: '999999999999.99' })
  const orders = Array.from({ length: 120 }, () => ({ externalId: null, amountMinor: campaign.budgetMinor }))
  await issueLinks(service.context, campaign, orders, 'a test')
  const ann = await signedInStaff(t, service)
  for (const page of ['', '/launch', '/end']) assert.equal((await ann.get(path + page)).status, 200, page)
  const launch = await ann.get(`${path}/launch`)
  assert.equal((await submit(ann, launch, formTo(launch, 'launch'))).status, 303)
  assert.ok((await overIssued(service.context, campaign.id)) > campaign.budgetMinor)
})

test('what nobody can pay is missing before the launch, with what others wait for counted in', async t => {
  const service = await startTestService(t)
  const { campaign, path } = await draft(service, { amount: '1500', budget: '1500000' })
  await service.links(campaign, 700)
  const ann = await signedInStaff(t, service)
  assert.match(
    (await ann.get(`${path}/launch`)).text,
    /If everybody claims, \$50,000\.00 are missing at Amazon/,
  )
})

test('a rehearsal made in the preview walks a draft to its end, and the launch knows it', async t => {
  const service = await startTestService(t)
  const { campaign, path } = await draft(service, { opens: '2098-01-01', amount: null })
  const ann = await signedInStaff(t, service)
  const page = await ann.get(`${path}/preview`)
  const made = await submit(ann, page, formTo(page, 'preview'))
  const [, url = ''] = /\n(http[^\n]+\/c\/[^<\n]+)<\/textarea>/.exec(made.text) ?? []
  assert.doesNotMatch((await ann.get(`${path}/preview`)).text, /\/c\/[A-Za-z0-9_-]{22}/, 'it is shown once')
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const done = await recipient.press(await recipient.signIn(url))
  assert.match(titleOf(done.text), /Rehearsal done: \$25\.00/)
  assert.doesNotMatch((await ann.get(`${path}/launch`)).text, /Nobody has walked a rehearsal/)
  const { isClaimable } = await import('../../src/services/campaign-launch.ts')
  assert.equal(await isClaimable(service.context, campaign), false)
  assert.deepEqual(
    (await listLinks(service.context, campaign.id)).map(({ rehearsal }) => rehearsal),
    [true],
  )
})

test('every page of a recipient can be looked at before, in every state', async t => {
  const service = await startTestService(t)
  const { path } = await draft(service, { sender: 'A <b>bold</b> "sender"' })
  const ann = await signedInStaff(t, service, 'viewer')
  const states = [...(await ann.get(`${path}/preview`)).text.matchAll(/<option value="([a-z-]+)"/g)]
  const titles = new Set<string>()
  for (const [, state] of states) {
    const { text, status } = await ann.get(`${path}/preview?state=${state}`)
    assert.equal(status, 200, state)
    assert.doesNotMatch(text, /<b>bold/)
    const [, shown = ''] = /srcdoc="([^"]+)"/.exec(text) ?? []
    titles.add(/&lt;h1&gt;(.*?)&lt;\/h1&gt;[\s\S]*?<?\/?/.exec(shown)?.[0] ?? '')
    assert.match(shown, /&lt;h1&gt;/)
  }
  assert.equal(states.length, 29)
  assert.ok(titles.size >= 20, `${titles.size} different headings`)
})
