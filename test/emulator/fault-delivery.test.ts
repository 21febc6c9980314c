// How answers go over the wire when a fault has its hand in it: late, never, in drips, without end, or not yet applied.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { emulatorFor, lines, load, loadBody, outcome, send, setFaults, signed } from './client.ts'

test('a delayed answer comes late and its load is applied at once', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'delay', seconds: 0.3 }])
  const started = Date.now()
  const reply = load(url)
  while ((await lines(url, 'ledger')).length === 0) assert.ok(Date.now() - started < 300)
  assert.equal((await reply).status, 200)
  assert.ok(Date.now() - started >= 300)
})

test('a call that is never answered, or a byte a second, can be closed on', async t => {
  const { url } = await emulatorFor(t)
  for (const [fault, applied] of [
    ['never-answer', 0],
    ['apply-then-never-answer', 1],
    ['one-byte-per-second', 1],
  ] as const) {
    await send(`${url}/_emulator/reset`, { method: 'POST' })
    await setFaults(url, [{ fault }])
    assert.equal(await outcome(load(url, {}, { signal: AbortSignal.timeout(200) })), 'silent')
    assert.equal((await lines(url, 'ledger')).length, applied)
  }
})

test('an endless body is 100 MB of one member, and whoever hangs up is not waited for', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'endless-body' }])
  const { body } = await post(url)
  let bytes = 0
  for await (const chunk of body) bytes += chunk.length
  assert.ok(bytes > 100_000_000, String(bytes))
  const hangingUp = await post(url)
  hangingUp.body.destroy()
  assert.equal((await lines(url, 'ledger')).length, 1)
})

test('a load that was cut can be applied later, unless it is forgotten before', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'cut-then-apply-later', seconds: 0.2 }])
  assert.equal(await outcome(load(url)), 'cut')
  const [call] = await lines(url, 'calls')
  assert.deepEqual([call?.status, call?.applied, call?.answer], [null, false, 'applied after 0.2 s'])
  assert.equal((await lines(url, 'ledger')).length, 0)
  await sleep(400)
  assert.equal((await lines(url, 'ledger')).length, 1)
  assert.equal(await outcome(load(url, { loadBalanceRequestId: 'Emul1B' })), 'cut')
  await send(`${url}/_emulator/reset`, { method: 'POST' })
  await sleep(400)
  assert.equal((await lines(url, 'ledger')).length, 0)
})

function post(url: string) {
  const body = JSON.stringify(loadBody())
  const headers = signed(url, 'LoadAmazonBalance', body, {})
  return request(`${url}/LoadAmazonBalance`, { method: 'POST', body, headers })
}

test('a closed and a reset connection are two different things to a client', async t => {
  const { url } = await emulatorFor(t)
  const codes = []
  for (const fault of ['cut', 'rst']) {
    await setFaults(url, [{ fault }])
    codes.push(await load(url).catch((error: NodeJS.ErrnoException) => error.code))
  }
  assert.deepEqual(codes, ['UND_ERR_SOCKET', 'ECONNRESET'])
})
