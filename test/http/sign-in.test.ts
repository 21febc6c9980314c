/** Sign-ins that go wrong: each ends on a clear page with a way on, and nothing is deposited. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, type Recipient, submit, titleOf } from '../helpers/recipient.ts'
import { loadCallsOf, setFaults, startTestService, type TestService } from '../helpers/service.ts'

type Start = { readonly service: TestService; readonly recipient: Recipient; readonly link: string }

async function start(t: TestContext, env: Record<string, string> = {}): Promise<Start> {
  const service = await startTestService(t, { env })
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  return { service, recipient, link }
}

async function atAmazon({ recipient, link }: Start): Promise<Response> {
  return await recipient.follow(await recipient.get(`${link}/sign-in`))
}

/** The callback's address, not yet visited. */
async function callbackOf(
  start: Start,
  fields: Record<string, string> = { account: 'jane' },
): Promise<string> {
  const amazon = await atAmazon(start)
  return (await submit(start.recipient, amazon, formOf(amazon.text), fields)).location ?? ''
}

/** The page offers another sign-in for the same link, and that one works. */
async function assertWayOn({ service, recipient }: Start, page: Response): Promise<void> {
  assert.deepEqual(await loadCallsOf(service), [])
  assert.match(page.text, /help@acme\.example/)
  await setFaults(service, [])
  const again = /href="(\/claim\/[^"]+\/sign-in)"/.exec(page.text)?.[1]
  assert.ok(again, 'the page must offer another sign-in')
  const amazon = await recipient.follow(await recipient.get(new URL(again, page.url).href))
  const back = await submit(recipient, amazon, formOf(amazon.text), { account: 'jane' })
  const confirm = await recipient.follow(await recipient.follow(back))
  assert.equal(titleOf(confirm.text), 'Deposit $25.00 now?')
}

test('the request to Amazon carries a state of 256 bits, PKCE S256 and the least scope', async t => {
  const { recipient, link } = await start(t)
  const { location = '' } = await recipient.get(`${link}/sign-in`)
  const query = Object.fromEntries(new URL(location).searchParams)
  assert.equal(Buffer.from(query.state ?? '', 'base64url').length, 32)
  assert.equal(Buffer.from(query.code_challenge ?? '', 'base64url').length, 32)
  assert.equal(query.code_challenge_method, 'S256')
  assert.equal(query.scope, 'profile:user_id')
  assert.equal(query.response_type, 'code')
  assert.match(query.redirect_uri ?? '', /\/sign-in\/default\/callback$/)
})

test('pressing cancel at Amazon leads back to another try', async t => {
  const begun = await start(t)
  const page = await begun.recipient.get(await callbackOf(begun, { cancel: 'cancel' }))
  assert.equal(titleOf(page.text), 'You did not sign in')
  await assertWayOn(begun, page)
})

const faults = {
  'html-503': 'Amazon is not answering',
  'html-200': 'Amazon is not answering',
  cut: 'Amazon is not answering',
  'huge-body': 'Amazon is not answering',
  redirect: 'Amazon is not answering',
}
for (const operation of ['token', 'tokeninfo', 'profile']) {
  for (const [fault, title] of Object.entries(faults)) {
    test(`${fault} from ${operation} is told as Amazon not answering`, async t => {
      const begun = await start(t)
      await setFaults(begun.service, [{ fault, operation }])
      const page = await begun.recipient.get(await callbackOf(begun))
      assert.equal(titleOf(page.text), title)
      assert.deepEqual([page.status, page.headers['retry-after']], [503, '30'])
      await assertWayOn(begun, page)
    })
  }
}

for (const [fault, operation] of [
  ['foreign-aud', 'tokeninfo'],
  ['foreign-iss', 'tokeninfo'],
  ['expired', 'tokeninfo'],
  ['no-user-id', 'tokeninfo'],
  ['other-user', 'profile'],
  ['no-user-id', 'profile'],
]) {
  test(`a lie of Amazon's ${operation}, ${fault}, is not believed`, async t => {
    const begun = await start(t)
    await setFaults(begun.service, [{ fault, operation }])
    const page = await begun.recipient.get(await callbackOf(begun))
    assert.equal(titleOf(page.text), 'We could not verify this sign-in')
    await assertWayOn(begun, page)
  })
}

test('a token endpoint that says no leads to another try', async t => {
  const begun = await start(t)
  await setFaults(begun.service, [{ fault: 'invalid-grant', operation: 'token' }])
  const page = await begun.recipient.get(await callbackOf(begun))
  assert.equal(titleOf(page.text), 'Amazon did not complete the sign-in')
  await assertWayOn(begun, page)
})

test('a replayed callback ends where the first one did and exchanges nothing again', async t => {
  const begun = await start(t)
  const callback = await callbackOf(begun)
  const first = await begun.recipient.get(callback)
  const second = await begun.recipient.get(callback)
  assert.equal(first.location, second.location)
  const calls = await (await fetch(`${begun.service.emulator.url}/_emulator/calls`)).text()
  assert.equal(calls.split('"operation":"token"').length - 1, 1)
})

test('a callback in another browser, as an attacker would send it, signs nobody in', async t => {
  const begun = await start(t)
  const callback = await callbackOf(begun)
  const victim = createRecipient()
  t.after(() => victim.close())
  const page = await victim.get(callback)
  assert.equal(titleOf(page.text), 'This sign-in began in another browser')
  assert.doesNotMatch(page.text, /acme/i)
  const own = await begun.recipient.follow(await begun.recipient.get(callback))
  assert.equal(titleOf(own.text), 'Deposit $25.00 now?')
})

test('a forged, missing, repeated or unknown state is refused', async t => {
  const begun = await start(t)
  const callback = new URL(await callbackOf(begun))
  const code = callback.searchParams.get('code') ?? ''
  const state = callback.searchParams.get('state') ?? ''
  for (const query of [
    `code=${code}`,
    `code=${code}&state=`,
    `code=${code}&state=forged`,
    `code=${code}&state=${state}&state=${state}`,
  ]) {
    const page = await begun.recipient.get(`${callback.origin}${callback.pathname}?${query}`)
    assert.equal(page.status, 400)
    assert.equal(titleOf(page.text), 'We do not know this sign-in')
  }
})

test('an expired state is refused with another try', async t => {
  const begun = await start(t)
  const callback = await callbackOf(begun)
  await begun.service.database.query('update sign_in set expires_at = now()')
  const page = await begun.recipient.get(callback)
  assert.equal(titleOf(page.text), 'The sign-in took too long')
  await assertWayOn(begun, page)
})

test('with scope profile the confirm page shows initials only, even of a name with markup', async t => {
  const begun = await start(t, { LWA_SCOPE: 'profile' })
  assert.match((await begun.recipient.signIn(begun.link, 'jane')).text, /signed in at Amazon as J… D…/)
  const marked = await begun.recipient.signIn(begun.link, 'markup')
  assert.doesNotMatch(marked.text, /<b>/)
  assert.match((await begun.recipient.signIn(begun.link, 'noname')).text, /cannot see whose account/)
})

test('after a sign-in the database holds neither token, code, verifier, state nor claim token', async t => {
  const begun = await start(t)
  const callback = new URL(await callbackOf(begun))
  await begun.recipient.follow(await begun.recipient.get(callback.href))
  const rows = await begun.service.database.query('select * from sign_in, browser_session')
  const text = JSON.stringify(rows)
  const secrets = [
    callback.searchParams.get('code'),
    callback.searchParams.get('state'),
    begun.link.split('/').at(-1),
  ]
  for (const secret of secrets) assert.ok(secret && !text.includes(secret))
  assert.doesNotMatch(text, /Atza|"code_verifier":"/)
})
