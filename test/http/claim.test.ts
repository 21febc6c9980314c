/** The claim over HTTP, by people who are impatient, mistaken or hostile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formOf } from '../helpers/cookie-client.ts'
import { createRecipient, submit, titleOf } from '../helpers/recipient.ts'
import { ledgerOf, loadCallsOf, setFaults, startTestService } from '../helpers/service.ts'

test('fifty parallel confirms of one link from five browsers and two accounts make exactly one call', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const accounts = ['jane', 'john', 'jane', 'john', 'jane']
  const browsers = await Promise.all(
    accounts.map(async account => {
      const recipient = createRecipient()
      t.after(() => recipient.close())
      return { account, recipient, page: await recipient.signIn(link, account) }
    }),
  )
  for (const { page } of browsers) assert.equal(titleOf(page.text), 'Deposit $25.00 now?')

  const presses = browsers.flatMap(browser => Array.from({ length: 10 }, () => browser))
  const answers = await Promise.all(
    presses.map(({ recipient, page }) => submit(recipient, page, formOf(page.text))),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])

  const [load, ...others] = await ledgerOf(service)
  assert.ok(load)
  assert.deepEqual(others, [])
  assert.equal((await loadCallsOf(service)).length, 1)
  const winner = load.accountId.includes('JANE') ? 'jane' : 'john'
  for (const { account, recipient, page } of browsers) {
    const title = titleOf((await recipient.get(page.url)).text)
    assert.equal(
      title,
      account === winner ? '$25.00 deposited' : 'Already claimed by a different Amazon account',
    )
  }
})

test('two links in two tabs of one browser each land where their page said', async t => {
  const service = await startTestService(t)
  const small = await service.links(await service.campaign({ amount: '10' }))
  const large = await service.links(await service.campaign({ amount: '40' }))
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const tabs = [
    await recipient.signIn(small[0] ?? '', 'jane'),
    await recipient.signIn(large[0] ?? '', 'john'),
  ]
  assert.deepEqual(
    tabs.map(({ text }) => titleOf(text)),
    ['Deposit $10.00 now?', 'Deposit $40.00 now?'],
  )

  const [first, second] = [await recipient.press(tabs[0] as never), await recipient.press(tabs[1] as never)]
  assert.deepEqual([titleOf(first.text), titleOf(second.text)], ['$10.00 deposited', '$40.00 deposited'])
  const ledger = await ledgerOf(service)
  const where = ledger.map(
    ({ amount, accountId }) => `${amount} ${accountId.includes('JANE') ? 'jane' : 'john'}`,
  )
  assert.deepEqual(where.sort(), ['10 jane', '40 john'])
})

test('a tab whose sign-in began before another tab signed in can still finish', async t => {
  const service = await startTestService(t)
  const [one = '', two = ''] = await service.links(await service.campaign(), 2)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const waiting = await recipient.follow(await recipient.get(`${one}/sign-in`))
  await recipient.signIn(two)
  const callback = await submit(recipient, waiting, formOf(waiting.text), { account: 'jane' })
  const confirm = await recipient.follow(await recipient.follow(callback))
  assert.equal(titleOf(confirm.text), 'Deposit $25.00 now?')
})

test('a forged, missing or foreign token of the form deposits nothing', async t => {
  const service = await startTestService(t)
  const [one = '', two = ''] = await service.links(await service.campaign(), 2)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const other = await recipient.signIn(two)
  const page = await recipient.signIn(one)
  for (const csrf of ['', 'forged', formOf(other.text).fields.csrf ?? '']) {
    const answer = await recipient.post(page.url, { csrf })
    assert.equal(answer.status, 403)
    assert.match(answer.text, /nothing was deposited/)
  }
  const { fields } = formOf(page.text)
  assert.equal((await recipient.post(page.url, fields, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await recipient.post(page.url, fields, { 'sec-fetch-site': 'same-site' })).status, 403)
  assert.deepEqual(await loadCallsOf(service), [])
  const stranger = createRecipient()
  t.after(() => stranger.close())
  assert.equal((await stranger.post(page.url, fields)).status, 404)
})

test('"Wrong account?" ends the session here and says how to begin again', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const page = await recipient.signIn(link)
  const left = await recipient.press(page, 1)
  assert.equal(titleOf(left.text), 'Use another Amazon account')
  assert.equal((await recipient.get(page.url)).status, 404)
  const again = await recipient.signIn(link, 'john')
  assert.equal(titleOf((await recipient.press(again)).text), '$25.00 deposited')
})

test('the session id changes at sign-in and the old one opens nothing', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const amazon = await recipient.follow(await recipient.get(`${link}/sign-in`))
  const before = recipient.cookies.header(link)
  const callback = await submit(recipient, amazon, formOf(amazon.text), { account: 'jane' })
  const confirm = await recipient.follow(await recipient.follow(callback))
  assert.notEqual(recipient.cookies.header(link), before)
  const stale = await fetch(confirm.url, { headers: { cookie: before } })
  assert.equal(stale.status, 404)
})

test('a rehearsal link walks every page and ends in a simulated status without a deposit', async t => {
  const service = await startTestService(t)
  const { issueRehearsal } = await import('../../src/services/rehearsal.ts')
  const campaign = await service.campaign()
  const { claimUrl, id } = await issueRehearsal(service.context, campaign, 'Ann')
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const confirm = await recipient.signIn(claimUrl)
  assert.match(confirm.text, /Rehearsal: these are the real pages/)
  const end = await recipient.press(confirm)
  assert.match(titleOf(end.text), /Rehearsal done/)
  assert.deepEqual(await loadCallsOf(service), [])
  assert.deepEqual(await service.database.query('select from deposit'), [])
  const [budget] = await service.database.query<{ granted: number }>(
    'select granted_minor as granted from campaign',
  )
  assert.equal(budget?.granted, 0)
  const insert = `insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
    amazon_account, body, account_hash, body_hash, chain_head)
    values ($1, $2, 'default', 'X', 1, 'USD', 'a', 'b', sha256('a'), sha256('b'), sha256('c'))`
  await assert.rejects(service.database.query(insert, [id, campaign.id]), /foreign key/)
})

test('while Amazon is slow the page says the claim is safe, and then that the money is there', async t => {
  const service = await startTestService(t)
  await setFaults(service, [{ fault: 'delay', operation: 'LoadAmazonBalance', seconds: 3, count: 1 }])
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const waiting = await recipient.press(await recipient.signIn(link))
  assert.equal(titleOf(waiting.text), 'We have your claim')
  assert.ok(Number(waiting.headers.refresh) >= 4)
  await new Promise(resolve => setTimeout(resolve, 1_500))
  assert.equal(titleOf((await recipient.get(waiting.url)).text), '$25.00 deposited')
  assert.equal(titleOf((await recipient.get(link)).text), '$25.00 deposited')
})

test('a claimed link tells strangers the state but neither the account nor a way to claim', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  await recipient.press(await recipient.signIn(link))
  const page = await (await fetch(link)).text()
  assert.equal(titleOf(page), '$25.00 deposited')
  assert.doesNotMatch(page, /amzn1|Jane|sign-in/)
})
