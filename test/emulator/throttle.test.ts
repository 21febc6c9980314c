import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { call, emulatorFor, lines, load, loadBody, send, signed } from './client.ts'

test('the eleventh load within a second is throttled, and counts again a second later', async t => {
  let now = Date.now()
  const { url } = await emulatorFor(t, { clock: () => now, throttle: { perSecond: 10 } })
  const ids = Array.from({ length: 11 }, (_, index) => ({ loadBalanceRequestId: `Emul1${index}` }))
  const statuses = []
  for (const id of ids) statuses.push((await load(url, id)).status)
  assert.deepEqual(statuses, [...Array(10).fill(200), 400])
  assert.deepEqual(JSON.parse((await load(url)).text), {
    __type: 'ThrottlingException',
    message: 'Rate exceeded',
  })
  now += 999
  assert.equal((await load(url)).status, 400)
  now += 1
  assert.equal((await load(url)).status, 200)
})

test('each operation has its own places; funds have one a second, the activity page one a minute', async t => {
  let now = Date.now()
  const { url } = await emulatorFor(t, { clock: () => now, throttle: { perSecond: 10 } })
  const statusOf = async (operation: string) => (await call(url, operation, { partnerId: 'Emul1' })).status
  const [funds, page] = ['GetAvailableFunds', 'GetGiftCardActivityPage']
  const first = [await statusOf(funds), await statusOf(funds)]
  assert.deepEqual(first, [200, 400])
  await statusOf(page)
  const throttled = await call(url, page, { partnerId: 'Emul1' })
  assert.equal(JSON.parse(throttled.text).message, 'Rate exceeded')
  now += 1000
  assert.equal(await statusOf(funds), 200)
  now += 58_999
  assert.equal(JSON.parse((await call(url, page, { partnerId: 'Emul1' })).text).message, 'Rate exceeded')
  now += 1
  assert.notEqual(JSON.parse((await call(url, page, { partnerId: 'Emul1' })).text).message, 'Rate exceeded')
})

test('every partner id has its own places, and a mock code takes one', async t => {
  const { url } = await emulatorFor(t, { throttle: { perSecond: 1 }, clock: () => NOW })
  const mock = (partnerId: string) => load(url, { partnerId, loadBalanceRequestId: 'F0000' })
  assert.equal((await mock('Emul1')).status, 200)
  assert.equal(JSON.parse((await mock('Emul1')).text).message, 'Rate exceeded')
  assert.equal((await mock('Other')).status, 200)
})

test('a load counts and is listed at the moment its head arrived, however late its body is', async t => {
  const began = Date.now()
  let now = began
  const head = Promise.withResolvers<void>()
  const clock = () => {
    head.resolve()
    return now
  }
  const { url } = await emulatorFor(t, { clock, throttle: { perSecond: 1 } })
  const text = JSON.stringify(loadBody())
  const headers = signed(url, 'LoadAmazonBalance', text, {})
  async function* slowly() {
    yield Buffer.from(text.slice(0, 10))
    await head.promise
    now += 900
    yield Buffer.from(text.slice(10))
  }
  const slow = await send(`${url}/LoadAmazonBalance`, {
    method: 'POST',
    headers,
    body: Readable.from(slowly()),
  })
  assert.equal(slow.status, 200)
  assert.equal((await lines(url, 'calls'))[0]?.at, new Date(began).toISOString())
  now += 100
  assert.equal((await load(url, { loadBalanceRequestId: 'Emul1NEXT' })).status, 200)
})

const NOW = Date.now()
