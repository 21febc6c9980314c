// Which calls a fault is played on: by request id, by chance, and one fault by its id among others.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, emulatorFor, load, type Reply, send, setFaults } from './client.ts'

function addFault(url: string, fault: unknown): Promise<Reply> {
  return send(`${url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
}

async function activeFaults(url: string): Promise<Record<string, unknown>[]> {
  return JSON.parse((await send(`${url}/_emulator/faults`)).text).active
}

test('a fault for one request id leaves every other call alone', async t => {
  const { url } = await emulatorFor(t)
  await addFault(url, { fault: 'f500', requestId: 'Emul1B', count: 1 })
  const ids = ['Emul1A', 'Emul1B', 'Emul1B']
  const statuses = []
  for (const loadBalanceRequestId of ids) statuses.push((await load(url, { loadBalanceRequestId })).status)
  assert.deepEqual(statuses, [200, 500, 200])
})

test('faults are added behind the others and removed one by one, each by an id of its own', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'f500', count: 1 }])
  const { status, headers, text } = await addFault(url, { fault: 'refuse', count: 2, probability: 1 })
  assert.equal(status, 201)
  const added = JSON.parse(text)
  assert.equal(headers.location, `/_emulator/faults/${added.id}`)
  assert.deepEqual(added, {
    id: added.id,
    fault: 'refuse',
    count: 2,
    probability: 1,
    seconds: 10,
    operation: 'LoadAmazonBalance',
  })
  const active = await activeFaults(url)
  assert.deepEqual(
    active.map(({ fault }) => fault),
    ['f500', 'refuse'],
  )
  assert.notEqual(active[0]?.id, active[1]?.id)
  assert.equal((await load(url)).status, 500)
  assert.equal((await load(url)).status, 400)
  assert.deepEqual(await activeFaults(url), [{ ...added, count: 1 }])
  const remove = () => send(`${url}${headers.location}`, { method: 'DELETE' })
  assert.equal((await remove()).status, 204)
  const gone = await remove()
  assert.equal(gone.status, 404)
  assert.match(gone.text, new RegExp(`no active fault has the id ${added.id}`))
  assert.equal((await load(url)).status, 200)
})

test('a fault is meant for the first operation that it is played on', async t => {
  const { url } = await emulatorFor(t)
  assert.equal(JSON.parse((await addFault(url, { fault: 'foreign-aud' })).text).operation, 'tokeninfo')
})

test('a fault by chance is played as often as it says, and at the same calls with the same seed', async t => {
  const runs = []
  for (const seed of ['monday', 'monday', 'tuesday']) {
    const { url } = await emulatorFor(t, { seed })
    await addFault(url, { fault: 'json-503', operation: 'GetAvailableFunds', probability: 0.3 })
    const statuses = []
    for (let calls = 0; calls < 100; calls += 1)
      statuses.push((await call(url, 'GetAvailableFunds', { partnerId: 'Emul1' })).status)
    runs.push(statuses.join())
  }
  const [first, again, other] = runs
  assert.equal(first, again)
  assert.notEqual(first, other)
  const played = first?.split(',').filter(status => status === '503').length ?? 0
  assert.ok(played > 15 && played < 45, `${played} of 100`)
})

test('a fault on one request of the activity page spares the others', async t => {
  const { url } = await emulatorFor(t)
  const operation = 'GetGiftCardActivityPage'
  assert.equal((await addFault(url, { fault: 'json-503', operation, requestId: 'Emul1A' })).status, 201)
  const statuses = ['Emul1A', 'Emul1B'].map(
    async requestId => (await call(url, operation, { requestId })).status,
  )
  assert.deepEqual(await Promise.all(statuses), [503, 400])
})

test('what is wrong with a fault is told by field and fix', async t => {
  const { url } = await emulatorFor(t)
  const wrong = [
    [{ fault: 'nonsense' }, /no such fault; GET \/_emulator\/faults lists all\n.*at fault/],
    [{ fault: 'cut', operation: 'Load' }, /give one of LoadAmazonBalance, .*\n.*at operation/],
    [{ fault: 'expired', operation: 'profile' }, /expired is played on tokeninfo; give .*\n.*at operation/],
    [{ fault: 'cut', count: 1.5 }, /give a whole number from 1, or leave it out for ever\n.*at count/],
    [{ fault: 'cut', probability: 50 }, /give a number from 0 to 1, .*\n.*at probability/],
    [{ fault: 'delay', seconds: 601 }, /give a number from 0 to 600\n.*at seconds/],
    [
      { fault: 'cut', operation: 'token', requestId: 'Emul1A' },
      /token have no request id; .*\n.*at requestId/,
    ],
    [{ fault: 'cut', requestId: '' }, /leave it out for all\n.*at requestId/],
  ] as const
  for (const [fault, explanation] of wrong) {
    const { status, text } = await addFault(url, fault)
    assert.equal(status, 400)
    assert.match(JSON.parse(text).error, explanation)
  }
  assert.deepEqual(await activeFaults(url), [])
})
