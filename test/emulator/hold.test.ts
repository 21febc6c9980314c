import assert from 'node:assert/strict'
import { get, type IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emulatorFor, send } from './client.ts'
import { dataDirFor, exitOf, startProgram } from './program.ts'

interface Hold {
  readonly id: string
  vanish(): void
}

async function hold(url: string): Promise<Hold> {
  const response = await new Promise<IncomingMessage>(resolve => get(`${url}/_emulator/hold`, resolve))
  response.on('error', () => {})
  const line = await new Promise<Buffer>(resolve => response.once('data', resolve))
  return { id: JSON.parse(String(line)).id, vanish: () => response.destroy() }
}

async function heldEmulator(
  t: TestContext,
  afterMs: number,
): Promise<{ url: string; isAbandoned: () => boolean }> {
  let abandoned = false
  const onAbandoned = () => {
    abandoned = true
  }
  const { url } = await emulatorFor(t, { abandonment: { afterMs, onAbandoned } })
  return { url, isAbandoned: () => abandoned }
}

test('it waits for the first holder, and stays while it is held', async t => {
  const { url, isAbandoned } = await heldEmulator(t, 1000)
  await hold(url)
  await sleep(1500)
  assert.equal(isAbandoned(), false)
})

test('it is abandoned when nobody ever holds it', async t => {
  const { isAbandoned } = await heldEmulator(t, 50)
  await sleep(150)
  assert.equal(isAbandoned(), true)
})

test('a holder that vanishes leaves time for the next one', async t => {
  const { url, isAbandoned } = await heldEmulator(t, 200)
  const first = await hold(url)
  first.vanish()
  await sleep(50)
  const second = await hold(url)
  await sleep(300)
  assert.equal(isAbandoned(), false)
  second.vanish()
  await sleep(300)
  assert.equal(isAbandoned(), true)
})

test('the program ends at once when its last holder says goodbye, and not before', async t => {
  const { child, url } = await startProgram(t, dataDirFor(t), '--while-held')
  const [first, second] = [await hold(url), await hold(url)]
  const leave = (id: string) => send(`${url}/_emulator/hold/${id}`, { method: 'DELETE' })
  assert.deepEqual(JSON.parse((await leave(first.id)).text), { stopping: false })
  assert.equal((await leave(first.id)).status, 404)
  assert.equal((await send(`${url}/_emulator/health`)).status, 200)
  const started = Date.now()
  assert.deepEqual(JSON.parse((await leave(second.id)).text), { stopping: true })
  assert.equal(await exitOf(child), 0)
  assert.ok(Date.now() - started < 2000)
})
