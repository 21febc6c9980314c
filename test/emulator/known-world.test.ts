// The current world as a resource: shown, changed by name or by member, put back, and forgotten at a restart.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emulatorFor, send, setWorld } from './client.ts'
import { dataDirFor } from './program.ts'

async function worldOf(url: string) {
  return JSON.parse((await send(`${url}/_emulator/world`)).text)
}

test('every known world is one word, different from what is assumed, and explained', async t => {
  const { url } = await emulatorFor(t)
  const { worlds, world: assumed, name } = await worldOf(url)
  assert.equal(name, 'replaying')
  assert.equal(worlds.length, 15)
  for (const known of worlds) {
    assert.ok(known.about.length > 20)
    const { status, text } = await setWorld(url, { world: known.name })
    assert.equal(status, 200)
    const now = JSON.parse(text)
    assert.equal(now.name, known.name)
    assert.deepEqual(now.world, { ...assumed, ...known.members })
  }
})

test('a name starts anew, members are changed on top, and DELETE goes back', async t => {
  const { url } = await emulatorFor(t)
  const assumed = (await worldOf(url)).world
  await setWorld(url, { world: 'strict' })
  await setWorld(url, { world: 'forgetful', idsForgottenAfterMinutes: 5 })
  const { text } = await setWorld(url, { echo: 'none' })
  assert.deepEqual(JSON.parse(text).world, { ...assumed, idsForgottenAfterMinutes: 5, echo: 'none' })
  assert.equal(JSON.parse(text).name, null)
  assert.equal((await send(`${url}/_emulator/world`, { method: 'DELETE' })).status, 204)
  assert.deepEqual((await worldOf(url)).world, assumed)
  await setWorld(url, { world: 'strict' })
  await send(`${url}/_emulator/reset`, { method: 'POST' })
  assert.deepEqual((await worldOf(url)).world, assumed)
})

test('every member says which question it answers', async t => {
  const { url } = await emulatorFor(t)
  const { world, questions } = await worldOf(url)
  assert.deepEqual(Object.keys(questions), Object.keys(world))
  for (const question of Object.values(questions)) assert.ok(String(question).length > 60)
})

test('what is wrong with a world is told by member, and changes nothing', async t => {
  const { url } = await emulatorFor(t)
  const before = await worldOf(url)
  const wrong = [
    [{ world: 'flat' }, /no such world; GET \/_emulator\/world lists all\n.*at world/],
    [{ twin: 'yes' }, /"replay"\|"already-running"\n.*at twin/],
    [{ lateApplySeconds: 601 }, /at lateApplySeconds/],
    [{ httpStatus: { F600: 500 } }, /"F600"\n.*at httpStatus/],
    [{ colour: 'blue' }, /"colour"/],
    [[], /expected object/],
  ] as const
  for (const [world, explanation] of wrong) {
    const { status, text } = await setWorld(url, world)
    assert.equal(status, 400)
    assert.match(JSON.parse(text).error, explanation)
  }
  assert.deepEqual(await worldOf(url), before)
})

test('a restart forgets the world', async t => {
  const dataDir = dataDirFor(t)
  const first = await emulatorFor(t, { dataDir })
  await setWorld(first.url, { world: 'denying' })
  await first.close()
  const second = await emulatorFor(t, { dataDir })
  assert.equal((await worldOf(second.url)).name, 'replaying')
})
