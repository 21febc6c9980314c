import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SCENARIOS } from '../../src/emulator/control/scenario.ts'
import { call, emulatorFor, lines, load, postForm, send } from './client.ts'

const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  faults: { fault: 'delay' },
  'faults/remove': { id: '1' },
  'faults/clear': {},
  scenarios: { scenario: 'down' },
  worlds: { world: 'forgetful' },
  funds: { amount: '40', currency: 'USD' },
  keys: { key: 'AKIDEMULATORACTIVE01', active: 'no' },
  reset: {},
}

test('every form leads back to a page, and a page of another site can post none of them', async t => {
  const { url } = await emulatorFor(t)
  for (const [path, form] of Object.entries(FORMS)) {
    const address = `${url}/_emulator/page/${path}`
    const refused = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { host: 'evil.example' },
    ]
    for (const headers of refused) assert.equal((await postForm(address, form, headers)).status, 403, path)
    const { status, headers } = await postForm(address, form)
    assert.equal(status, 303, path)
    assert.match(String(headers.location), /^\/_emulator(\/page\/\w+)?\?done=\w+(&scenario=[\w-]+)?$/)
    assert.equal((await send(url + headers.location)).status, 200)
  }
})

test('a refused form changed nothing', async t => {
  const { url } = await emulatorFor(t)
  await load(url)
  for (const [path, form] of Object.entries(FORMS))
    await postForm(`${url}/_emulator/page/${path}`, form, { 'sec-fetch-site': 'cross-site' })
  assert.deepEqual(await active(url), [])
  assert.equal((await load(url)).status, 200)
  assert.equal((await lines(url, 'ledger')).length, 1)
})

test('the forms do what their buttons say', async t => {
  const { url } = await emulatorFor(t)
  const post = (path: string, form: Readonly<Record<string, string>>) =>
    postForm(`${url}/_emulator/page/${path}`, form)
  await post('faults', {
    fault: 'f400',
    operation: '',
    count: '2',
    probability: '',
    seconds: '',
    requestId: 'Emul1X',
  })
  const [fault] = await active(url)
  assert.deepEqual([fault?.fault, fault?.count, fault?.requestId], ['f400', 2, 'Emul1X'])
  await post('faults/remove', { id: String(fault?.id) })
  assert.deepEqual(await active(url), [])
  await post('funds', { amount: '40.50', currency: 'USD' })
  const funds = await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })
  assert.equal(JSON.parse(funds.text).availableFunds.amount, 40.5)
  await post('keys', { key: 'AKIDEMULATORACTIVE01', active: 'no' })
  assert.equal((await load(url)).status, 403)
  await post('keys', { key: 'AKIDEMULATORACTIVE01', active: 'yes' })
  await load(url)
  await post('worlds', { world: 'forgetful' })
  assert.equal((await worldNow(url)).idsForgottenAfterMinutes, 1500)
  await post('worlds', { world: '' })
  assert.equal((await worldNow(url)).idsForgottenAfterMinutes, null)
  await post('reset', {})
  assert.deepEqual(await lines(url, 'ledger'), [])
})

test('a form that cannot be read is answered with the page and what is wrong', async t => {
  const { url } = await emulatorFor(t)
  for (const [path, form, problem] of [
    ['faults', { fault: 'foreign-aud', operation: 'LoadAmazonBalance' }, /played on tokeninfo/],
    [
      'faults',
      { fault: 'delay', count: 'often' },
      /role="alert">How often: give a whole number from 1, or leave it out for ever</,
    ],
    ['faults', { fault: 'delay', count: '0.5', seconds: '9' }, /name="seconds"[^>]* value="9"/],
    [
      'faults',
      { fault: 'html-503', operation: 'token', count: 'x' },
      /<option selected>html-503<.*<option selected>token</s,
    ],
    ['funds', { amount: '-1', currency: 'USD' }, /an amount like 40/],
    ['funds', { amount: '-1', currency: 'EUR' }, /value="-1".* value="EUR"/s],
    ['funds', { amount: '1', currency: '<b>' }, /a known currency/],
    ['scenarios', { scenario: 'nothing' }, /no such scenario/],
    ['worlds', { world: 'nowhere' }, /no such world/],
  ] as const) {
    const { status, text } = await postForm(`${url}/_emulator/page/${path}`, form)
    assert.equal(status, 400)
    assert.match(text, problem)
  }
})

test('the scenario that was played is named, marked on its card and chosen on the overview', async t => {
  const { url } = await emulatorFor(t)
  const play = (form: object) => postForm(`${url}/_emulator/page/scenarios`, { scenario: 'late', ...form })
  const pageAfter = async (form: object) =>
    (await send(url + String((await play(form)).headers.location))).text
  const scenarios = await pageAfter({})
  assert.match(scenarios, /role="status">Paid after all, 20 seconds later: The scenario is on\./)
  assert.equal(scenarios.split('<span class="tag good">on</span>').length, 2)
  assert.match(await pageAfter({ from: 'overview' }), /<option value="late" selected>/)
})

for (const { name, faults, world, fundsMinor } of SCENARIOS) {
  test(`the scenario "${name}" sets just what it says`, async t => {
    const { url } = await emulatorFor(t)
    await postForm(`${url}/_emulator/page/faults`, { fault: 'cut' })
    await postForm(`${url}/_emulator/page/worlds`, { world: 'strict' })
    await postForm(`${url}/_emulator/page/funds`, { amount: '0', currency: 'USD' })
    await postForm(`${url}/_emulator/page/keys`, { key: 'AKIDEMULATORACTIVE01', active: 'no' })
    assert.equal((await postForm(`${url}/_emulator/page/scenarios`, { scenario: name })).status, 303)
    assert.deepEqual(
      (await active(url)).map(({ fault }) => fault),
      faults.map(({ fault }) => fault),
    )
    const now = JSON.parse((await send(`${url}/_emulator/world`)).text)
    if (world) assert.equal(now.name, world)
    else assert.equal(now.world.sameIdOtherAccount, 'replay')
    const overview = (await send(`${url}/_emulator`)).text
    assert.ok(
      overview.includes(fundsMinor === 0 ? 'Left: <strong>0.00 USD' : 'Left: <strong>1,000,000.00 USD'),
    )
    const [active01] = JSON.parse((await send(`${url}/_emulator/keys`)).text)
    assert.equal(active01.active, true)
  })
}

test('the chart counts the loads of the last minute and those that were throttled', async t => {
  const { url } = await emulatorFor(t, { throttle: { perSecond: 2 }, clock: () => Date.UTC(2026, 0, 1) })
  const date = '20260101T000000Z'
  for (let number = 0; number < 3; number += 1) await load(url, {}, { date })
  await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' }, { date })
  assert.match((await send(`${url}/_emulator`)).text, /minute: 3 at most, 1 throttled; the limit is 10\./)
})

test('only a page that is watched live looks again by itself, and it says how to stop', async t => {
  const { url } = await emulatorFor(t)
  for (const path of ['/_emulator', '/_emulator/page/calls']) {
    assert.equal((await send(url + path)).headers.refresh, undefined)
    const live = await send(`${url}${path}?live`)
    assert.equal(live.headers.refresh, '2')
    assert.ok(live.text.includes(`<a href="${path}">Stop</a>`))
  }
})

test('the overview leads to what programs read, and no page may run a script', async t => {
  const { url } = await emulatorFor(t)
  const { text, headers } = await send(`${url}/_emulator`)
  for (const [, path] of text.matchAll(/href="(\/_emulator\/[^"#?]+)/g))
    assert.equal((await send(url + path)).status, 200, path)
  for (const name of ['ledger', 'calls', 'faults', 'world', 'keys', 'health'])
    assert.ok(text.includes(`href="/_emulator/${name}"`))
  assert.match(String(headers['content-security-policy']), /default-src 'none'/)
})

async function active(url: string): Promise<Record<string, unknown>[]> {
  return JSON.parse((await send(`${url}/_emulator/faults`)).text).active
}

async function worldNow(url: string): Promise<Record<string, unknown>> {
  return JSON.parse((await send(`${url}/_emulator/world`)).text).world
}
