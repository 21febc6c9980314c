/** Several services on one data directory, one after a killed one or two at a time: what is adopted and shared. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCliProgram } from '../helpers/cli-program.ts'
import { postmasters } from '../helpers/embedded.ts'
import { dataDir, processesOf } from '../helpers/program.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import { startService, stop, timesRequested } from '../helpers/service-program.ts'

test('after kill -9 the next start adopts PostgreSQL and the emulator, with campaign and ledger as they were', async t => {
  const dir = dataDir(t)
  const killed = await startService(t, dir)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  await recipient.press(await recipient.signIn(killed.claimUrl))
  const servers = postmasters(dir)
  const campaigns = await createCliProgram(t, { DATA_DIR: dir }).json<object[]>('campaign', 'list')
  assert.equal((await stop(killed, 'SIGKILL')).exit, 'SIGKILL')

  const next = await startService(t, dir)
  t.diagnostic(`start after kill -9: ${next.readyMs} ms`)
  assert.ok(next.readyMs < 5_000, `the start took ${next.readyMs} ms`)
  assert.deepEqual(postmasters(dir), servers)
  assert.equal(next.emulatorUrl, killed.emulatorUrl)
  assert.deepEqual(await timesRequested(next.emulatorUrl), [1])
  assert.deepEqual(await createCliProgram(t, { DATA_DIR: dir }).json<object[]>('campaign', 'list'), campaigns)
  const link = killed.claimUrl.replace(killed.url, next.url)
  assert.equal(titleOf((await recipient.get(link)).text), '$25.00 deposited')
  assert.equal((await stop(next, 'SIGTERM')).exit, 0)
  assert.deepEqual(processesOf(dir), [])
})

test('two services that start at once share PostgreSQL and emulator; the first out leaves the other working', async t => {
  const dir = dataDir(t)
  const [one, two] = await Promise.all([startService(t, dir), startService(t, dir)])
  assert.equal(one.emulatorUrl, two.emulatorUrl)
  assert.equal(postmasters(dir).length, 1)
  assert.equal((await stop(one, 'SIGTERM')).exit, 0)

  const recipient = createRecipient()
  t.after(() => recipient.close())
  const page = await recipient.press(await recipient.signIn(two.claimUrl))
  assert.equal(titleOf(page.text), '$25.00 deposited')
  assert.equal((await fetch(`${two.url}/health/ready`)).status, 200)
  assert.equal((await stop(two, 'SIGTERM')).exit, 0)
  assert.deepEqual(processesOf(dir), [])
})

test('a service that starts while the last one stops works, and nothing is left in the end', async t => {
  const dir = dataDir(t)
  let service = await startService(t, dir)
  for (let round = 0; round < 2; round++) {
    const [, next] = await Promise.all([stop(service, 'SIGTERM'), startService(t, dir)])
    service = next
    assert.equal((await fetch(`${service.url}/health/ready`)).status, 200)
    assert.equal((await fetch(`${service.emulatorUrl}/_emulator/health`)).status, 200)
  }
  assert.equal((await stop(service, 'SIGTERM')).exit, 0)
  assert.deepEqual(processesOf(dir), [])
})
