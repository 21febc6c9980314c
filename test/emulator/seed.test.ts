// A seed makes every run the same: what a client of one emulator is answered, it is answered by the other, byte for byte.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  authorizeUrl,
  call,
  codeOf,
  emulatorFor,
  load,
  postForm,
  type Reply,
  redeem,
  send,
  setFaults,
} from './client.ts'

const NOW = Date.now()

/** The same calls, with an answer from every part that has something random to say. */
async function walk(t: TestContext, seed: string): Promise<Reply[]> {
  const { url } = await emulatorFor(t, { seed, clock: () => NOW })
  await setFaults(url, [{ fault: 'f400', probability: 0.5 }])
  const code = await codeOf(url, 'jane')
  const token = await redeem(url, code)
  const headers = { 'x-amz-access-token': JSON.parse(token.text).access_token }
  const replies = [
    await send(authorizeUrl(url)),
    await postForm(authorizeUrl(url), { account: 'john' }),
    token,
    await redeem(url, code),
    await send(`${url}/auth/o2/tokeninfo`, { headers }),
    await send(`${url}/user/profile`, { headers }),
    await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' }),
    await load(url, { account: null }),
  ]
  for (let index = 0; index < 10; index += 1)
    replies.push(await load(url, { loadBalanceRequestId: `Emul1${index}` }))
  return replies
}

test('two emulators with one seed, one clock and the same calls answer the same bytes', async t => {
  assert.deepEqual(await walk(t, 'monday'), await walk(t, 'monday'))
})

test('another seed gives other codes, tokens and request ids, and plays faults at other calls', async t => {
  const [monday, tuesday] = [await walk(t, 'monday'), await walk(t, 'tuesday')]
  const differing = monday.filter((reply, index) => reply.text !== tuesday[index]?.text)
  assert.ok(differing.length >= 3, String(differing.length))
  for (const [index, { headers }] of monday.entries()) {
    if (headers['x-amzn-requestid'] === undefined) continue
    assert.notEqual(headers['x-amzn-requestid'], tuesday[index]?.headers['x-amzn-requestid'])
  }
})

test('without a seed no two runs are the same', async t => {
  const ids = []
  for (let run = 0; run < 2; run += 1) {
    const { url } = await emulatorFor(t, { clock: () => NOW })
    ids.push((await load(url)).headers['x-amzn-requestid'])
  }
  assert.notEqual(ids[0], ids[1])
})

test('the date of an answer is the time of the emulator', async t => {
  const { url } = await emulatorFor(t, { clock: () => NOW - 600_000 })
  const date = new Date(NOW - 600_000).toUTCString()
  for (const { headers } of [await load(url), await send(authorizeUrl(url)), await send(`${url}/nothing`)])
    assert.equal(headers.date, date)
})
