/** Ending the service by signals: within 10 s, with exit code 0, leaving no process and losing no claim. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../helpers/behind-tls.ts'
import { formOf } from '../helpers/cookie-client.ts'
import { dataDir, eventually, processesOf } from '../helpers/program.ts'
import { createRecipient, submit, titleOf } from '../helpers/recipient.ts'
import {
  type ServiceProgram,
  setFault,
  spawnService,
  startService,
  stop,
  timesRequested,
} from '../helpers/service-program.ts'

// Most of the time is waiting, so the tests wait together.
describe('The end of a service', { concurrency: 3 }, () => {
  test('SIGTERM to npm ends service, emulator and PostgreSQL within 10 s with exit code 0', async t => {
    const dir = dataDir(t)
    const service = await startService(t, dir, {}, 'npm')
    assert.ok(processesOf(dir).length > 4, 'npm, the service, the emulator, PostgreSQL and its helpers run')
    const { exit, ms } = await stop(service, 'SIGTERM')
    t.diagnostic(`stop: ${ms} ms`)
    assert.equal(exit, 0)
    assert.ok(ms < 10_000, `the stop took ${ms} ms`)
    assert.deepEqual(processesOf(dir), [])
  })

  test('SIGTERM while a claim is in flight answers it and neither loses nor doubles it', async t => {
    const dir = dataDir(t)
    const service = await startService(t, dir)
    await setFault(service, { fault: 'delay', seconds: 3, count: 1 })
    const recipient = createRecipient()
    t.after(() => recipient.close())
    const confirm = await recipient.signIn(service.claimUrl)
    const answer = submit(recipient, confirm, formOf(confirm.text))
    await setTimeout(500)
    const { exit, ms } = await stop(service, 'SIGTERM')
    assert.equal(exit, 0)
    assert.ok(ms < 6_000, `the stop took ${ms} ms, though the claim was through after 3 s`)
    assert.deepEqual(processesOf(dir), [])
    t.diagnostic(`stop with a claim in flight: ${ms} ms`)
    assert.equal((await answer).status, 303)
    assert.deepEqual(coveredEvents(dir), [3], 'a last checkpoint covers the claim, and STATE_FILE knows it')

    const next = await startService(t, dir)
    await showsDeposited(service, next)
    assert.deepEqual(await timesRequested(next.emulatorUrl), [1])
    await stop(next, 'SIGTERM')
  })

  test('Ctrl-C, which reaches npm and the service twice within a second, drains and is no order to hurry', async t => {
    const dir = dataDir(t)
    const service = await startService(t, dir, {}, 'npm')
    await setFault(service, { fault: 'delay', seconds: 3, count: 1 })
    const recipient = createRecipient()
    t.after(() => recipient.close())
    void recipient.press(await recipient.signIn(service.claimUrl)).catch(() => {})
    await setTimeout(500)
    for (const pause of [400, 0]) {
      process.kill(-(service.child.pid ?? 0), 'SIGINT')
      await setTimeout(pause)
    }
    assert.equal(await service.exit, 0)
    assert.deepEqual(processesOf(dir), [])

    const next = await startService(t, dir)
    await showsDeposited(service, next)
    assert.deepEqual(await timesRequested(next.emulatorUrl), [1])
    await stop(next, 'SIGTERM')
  })

  test('a client that never finishes its request does not hold the stop for 10 s', async t => {
    const dir = dataDir(t)
    const service = await startService(t, dir)
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    socket
      .on('error', () => {})
      .write('POST /claim/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf')
    t.after(() => socket.destroy())
    await setTimeout(200)
    const { exit, ms } = await stop(service, 'SIGTERM')
    t.diagnostic(`stop with half a request: ${ms} ms`)
    assert.equal(exit, 0)
    assert.ok(ms < 10_000, `the stop took ${ms} ms`)
  })

  test('SIGTERM at any time of the start ends everything with exit code 0, and a start after it works', async t => {
    const dir = dataDir(t)
    // A new cluster is being made; the emulator has just started; PostgreSQL is just starting.
    for (const sign of ['password', 'emulator/emulator.json', 'cluster/postmaster.pid']) {
      const service = spawnService(t, dir)
      await eventually(() => existsSync(join(dir, sign)))
      const { exit, ms } = await stop(service, 'SIGTERM')
      assert.equal(exit, 0, `${sign}: ${service.stderr()}`)
      assert.ok(ms < 10_000, `${sign}: the stop took ${ms} ms`)
      assert.deepEqual(processesOf(dir), [], sign)
    }
    await stop(await startService(t, dir), 'SIGTERM')
  })
})

/** How many log entries the newest checkpoint of each database covers, as this machine remembers it. */
function coveredEvents(dir: string): number[] {
  const known = JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as Record<
    string,
    { events: number }
  >
  return Object.values(known).map(({ events }) => events)
}

/** Waits until the link that `before` printed is deposited, as `now` tells it. */
async function showsDeposited(before: ServiceProgram, now: ServiceProgram): Promise<void> {
  const link = before.claimUrl.replace(before.url, now.url)
  await eventually(async () => titleOf(await (await fetch(link)).text()) === '$25.00 deposited')
}

test('behind a TLS front it says that it is not ready before it closes, and serves meanwhile', async t => {
  const port = await freePort()
  const variables = {
    PORT: String(port),
    PUBLIC_URL: 'https://rewards.example',
    EMULATOR_ON_PUBLIC_URL: 'yes',
  }
  const service = await startService(t, dataDir(t), variables)
  const url = `http://127.0.0.1:${port}`
  const stopped = stop(service, 'SIGTERM')
  await eventually(async () => (await fetch(`${url}/health/ready`)).status === 503)
  const headers = { Host: 'rewards.example', 'X-Forwarded-Proto': 'https' }
  const [page] = await once(get(`${url}${new URL(service.claimUrl).pathname}`, { headers }), 'response')
  assert.equal(page.resume().statusCode, 200)
  const { exit, ms } = await stopped
  assert.equal(exit, 0)
  assert.ok(ms >= 2_400 && ms < 10_000, `it took ${ms} ms`)
})
