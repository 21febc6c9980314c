/** The QA page beside the emulator: from a scenario to its story, by people who test. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { issueScenario } from '../../src/services/claim-link.ts'
import { createSender } from '../../src/services/sender.ts'
import { decodeEntities, formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, type Recipient, submit, titleOf } from '../helpers/recipient.ts'
import { setFaults, startTestService, type TestService } from '../helpers/service.ts'

function tester(t: TestContext): Recipient {
  const client = createRecipient()
  t.after(() => client.close())
  return client
}

/** Presses the button of a scenario; the page of the new link. */
async function make(client: Recipient, { url }: TestService, scenario: string, amount = '25.00') {
  const page = await client.get(`${url}/qa`)
  return await client.follow(await submit(client, page, makerOf(page), { scenario, amount }))
}

function makerOf({ text }: Response) {
  return formOf(text, text.includes('class="hold"') ? 1 : 0)
}

function claimUrlOf({ text }: Response): string {
  return /<code>(http[^<]+\/c\/[\w-]{22})<\/code>/.exec(text)?.[1] ?? ''
}

test('two presses lead from the QA page to a claim link, and its page tells the story as it goes on', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  const overview = await client.get(`${service.url}/qa`)
  assert.equal(titleOf(overview.text), 'Claim links for every answer of Amazon')
  assert.equal(overview.headers['content-language'], 'en')

  const fresh = await make(client, service, 'F2015')
  assert.match(new URL(fresh.url).pathname, /^\/qa\/links\/[0-9A-Z]{26}$/)
  assert.equal(titleOf(fresh.text), 'F2015 MaxAmountExceeded')
  assert.match(fresh.text, /Nobody has claimed it yet/)
  assert.match(fresh.text, /srcdoc="[^"]*\$25\.00 for your Amazon balance/)
  assert.equal(fresh.headers.refresh, '5')

  const recipient = tester(t)
  const end = await recipient.press(await recipient.signIn(claimUrlOf(fresh)))
  assert.equal(titleOf(end.text), 'Amazon did not accept this deposit')
  const told = await client.get(fresh.url)
  assert.equal(told.headers.refresh, undefined, 'nothing is under way any more')
  assert.match(told.text, /srcdoc="[^"]*Amazon did not accept this deposit/)
  const facts = told.text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
  assert.match(
    facts,
    /State refused Reason MaxAmountExceeded Decided .*Attempt 1 Outcome refused Reason MaxAmountExceeded HTTP 400 Took \d+ ms Started .* UTC X-Amzn-RequestId [\w-]{36}/,
  )
  assert.match(facts, /Events consented .* sending .* refused/)
  assert.match(facts, /Seen as expected/)
  const list = await client.get(`${service.url}/qa`)
  assert.match(list.text, /<span class="state refused">refused<\/span>/)
})

test('what was in doubt is in doubt no more once it is deposited', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }])
  const page = await make(client, service, '')
  const recipient = tester(t)
  await recipient.press(await recipient.signIn(claimUrlOf(page)))
  assert.match((await client.get(page.url)).text, /In doubt.*may have been applied/)
  await service.database.query('update deposit set next_attempt_at = now()')
  await createSender(service.context).sendDue()
  const told = (await client.get(page.url)).text
  assert.match(told, /<span class="state deposited">/)
  assert.doesNotMatch(told, /In doubt/)
})

test('the preview is word for word what an anonymous visitor gets, but for where its links open', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  const page = await make(client, service, 'F0000')
  const preview = /srcdoc="([^"]*)"/.exec(page.text)?.[1] ?? ''
  const anonymous = await (await fetch(claimUrlOf(page))).text()
  const plain = (text: string) => text.replaceAll(/nonce="[^"]*"/g, '').replaceAll(/\n+/g, '\n')
  assert.equal(plain(decodeEntities(preview)).replace('<base target="_blank">\n', ''), plain(anonymous))
})

test('a scenario that holds the account shows the hold with its next probe, and the button ends it', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  const page = await make(client, service, 'F3003')
  const recipient = tester(t)
  const end = await recipient.press(await recipient.signIn(claimUrlOf(page)))
  assert.equal(titleOf(end.text), 'We have your claim')
  const held = await client.get(page.url)
  assert.match(held.text, /default is on hold: funds.*Next probe: 20/s)
  assert.match((await client.get(`${service.url}/qa`)).text, /default is on hold: funds/)
  const released = await client.press(held)
  assert.equal(released.url, page.url, 'the button leads back to where it was')
  assert.doesNotMatch(released.text, /class="hold"/)
  assert.match(released.text, /<span class="state review">review<\/span>/)
  const next = await make(client, service, 'F0000')
  const deposited = await recipient.press(await recipient.signIn(claimUrlOf(next), 'john'))
  assert.equal(titleOf(deposited.text), '$25.00 deposited')
})

test('a link without a scenario is an ordinary one, in one campaign for all of QA', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  await setFaults(service, [{ fault: 'f400', count: 1 }])
  const page = await make(client, service, '', '7.50')
  assert.equal(titleOf(page.text), 'No scenario')
  const recipient = tester(t)
  await recipient.press(await recipient.signIn(claimUrlOf(page)))
  const waiting = await client.get(page.url)
  assert.match(waiting.text, /Next try/)
  assert.equal(waiting.headers.refresh, '5')
  await make(client, service, 'F0000')
  const campaigns = await service.database.query("select from campaign where sender_name = 'QA'")
  assert.equal(campaigns.length, 1)
})

test('a wrong amount or code makes no link, and says why with what was written', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  const page = await client.get(`${service.url}/qa`)
  for (const [fields, reason] of [
    [{ scenario: 'F0000', amount: '-5' }, /&quot;-5&quot; is not an amount in USD/],
    [{ scenario: 'F0000', amount: '1.005' }, /is not an amount in USD/],
    [{ scenario: 'F0000', amount: '10000000.01' }, />A QA campaign has 10000000 USD to give/],
    [{ scenario: 'F9999', amount: '5' }, /must be one of F0000/],
  ] as const) {
    const answer = await submit(client, page, makerOf(page), fields)
    assert.equal(answer.status, 400)
    assert.match(answer.text, reason)
    assert.ok(answer.text.includes(`value="${fields.amount}"`))
    const isMarked = /aria-invalid="true" aria-describedby="problem"/.test(answer.text)
    assert.equal(isMarked, fields.scenario === 'F0000')
  }
  assert.equal((await submit(client, page, makerOf(page), { account: 'nobody', scenario: '' })).status, 400)
  assert.deepEqual(await service.database.query('select from claim_link'), [])
})

test('a press from another site, or with a token of another form, makes and releases nothing', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  const page = await client.get(`${service.url}/qa`)
  const { fields } = makerOf(page)
  const order = { ...fields, scenario: 'F0000', amount: '5' }
  const make = (form: Record<string, string>, headers = {}) =>
    client.post(`${service.url}/qa/links`, form, headers)
  assert.equal((await make({ ...order, csrf: 'forged' })).status, 403)
  assert.equal((await make(order, { 'sec-fetch-site': 'cross-site' })).status, 403)
  const release = `${service.url}/qa/accounts/default/release`
  assert.equal((await client.post(release, { csrf: 'forged' })).status, 403)
  assert.deepEqual(await service.database.query('select from claim_link'), [])
})

test('only the browser that made a link holds its token, and nobody finds it in an address', async t => {
  const service = await startTestService(t)
  const client = tester(t)
  const page = await make(client, service, 'F0000')
  const token = claimUrlOf(page).split('/').at(-1) ?? ''
  assert.ok(!page.url.includes(token))
  assert.ok(claimUrlOf(await client.get(page.url)), 'the browser that made it sees it again')
  const other = await tester(t).get(page.url)
  assert.equal(other.status, 200)
  assert.ok(!other.text.includes(token))
  assert.match(other.text, /Only the browser that made this link can open it/)
  const rows = await service.database.query(
    'select claim_link::text, campaign::text from claim_link, campaign',
  )
  assert.ok(!JSON.stringify(rows).includes(token))
  assert.ok(!JSON.stringify(service.log).includes(token))
})

test('links that were issued on the command line have a page too, and unknown ones have none', async t => {
  const service = await startTestService(t)
  const order = { code: 'F4000', amountMinor: 2500 }
  const { id } = await issueScenario(service.context, await service.campaign(), order, 'a test')
  assert.match(await (await fetch(`${service.url}/qa`)).text(), new RegExp(`/qa/links/${id}`))
  assert.equal((await fetch(`${service.url}/qa/links/${id}`)).status, 200)
  for (const unknown of [`${id.slice(1)}0`, id.slice(1), id.toLowerCase(), '%00', "'"])
    assert.equal((await fetch(`${service.url}/qa/links/${unknown}`)).status, 404, unknown)
  assert.equal((await fetch(`${service.url}/qa?account=nobody`)).status, 404)
  assert.equal((await fetch(`${service.url}/qa/links`)).status, 405)
  assert.equal((await fetch(`${service.url}/qa`, { method: 'PUT' })).status, 405)
})
