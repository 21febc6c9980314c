/** Pages that are reached late, twice or from an old tab still tell the truth; slow visitors leave room for others. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { bodyPatienceMs, cutSlowBodies } from '../../src/http/slow-body.ts'
import { listen, patience } from '../../src/listener.ts'
import { formOf } from '../helpers/cookie-client.ts'
import { createRecipient, submit, titleOf } from '../helpers/recipient.ts'
import { setFaults, startTestService } from '../helpers/service.ts'

test('"Wrong account?" in an old tab, after the deposit, says where the money is', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const confirm = await recipient.signIn(link)
  await recipient.press(confirm, 0)
  const late = await recipient.press(confirm, 1)
  assert.equal(titleOf(late.text), '$25.00 deposited')
  assert.doesNotMatch(late.text, /othing was deposited/)
})

test('a sign-in cancelled in one tab after the claim in another says where the money is', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const other = await recipient.follow(await recipient.get(`${link}/sign-in`))
  await recipient.press(await recipient.signIn(link))
  const cancelled = await submit(recipient, other, formOf(other.text), { cancel: 'cancel' })
  const page = await recipient.follow(cancelled)
  assert.equal(titleOf(page.text), '$25.00 deposited')
})

test('a callback opened again after its time is over never says that nothing was deposited', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const amazon = await recipient.follow(await recipient.get(`${link}/sign-in`))
  const callback = (await submit(recipient, amazon, formOf(amazon.text), { account: 'jane' })).location ?? ''
  await recipient.press(await recipient.follow(await recipient.get(callback)))
  for (const passTime of ['update sign_in set expires_at = now()', 'delete from sign_in']) {
    await service.database.query(passTime)
    assert.doesNotMatch((await recipient.get(callback)).text, /othing was deposited/)
  }
})

test('two sign-ins that end at the same moment in one browser lose at most one', async t => {
  const service = await startTestService(t)
  const links = await service.links(await service.campaign(), 2)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const callbacks: string[] = []
  for (const link of links) {
    const amazon = await recipient.follow(await recipient.get(`${link}/sign-in`))
    callbacks.push((await submit(recipient, amazon, formOf(amazon.text), { account: 'jane' })).location ?? '')
  }
  const ends = await Promise.all(callbacks.map(url => recipient.get(url)))
  const pages = await Promise.all(ends.map(end => (end.location ? recipient.follow(end) : end)))
  assert.ok(
    pages.some(({ text }) => titleOf(text) === 'Deposit $25.00 now?'),
    pages.map(({ text }) => titleOf(text)).join(),
  )
})

test('bodies that trickle in take no room from anybody', async t => {
  const service = await startTestService(t, { maxRequestsInFlight: 5 })
  const [link = ''] = await service.links(await service.campaign())
  const { port, host } = new URL(service.url)
  const sockets: Socket[] = []
  t.after(() => sockets.forEach(socket => void socket.destroy()))
  for (let count = 0; count < 30; count++) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
    socket.write(
      `POST /claim/x HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nc`,
    )
    sockets.push(socket)
  }
  await sleep(200)
  for (let visit = 0; visit < 5; visit++) assert.equal((await fetch(link)).status, 200)
})

test('callbacks that wait for a slow Amazon leave room for the claim links', async t => {
  const service = await startTestService(t, { maxRequestsInFlight: 12 })
  await setFaults(service, [{ fault: 'delay', operation: 'token', seconds: 2 }])
  const links = await service.links(await service.campaign(), 8)
  const callbacks = await Promise.all(
    links.map(async link => {
      const recipient = createRecipient()
      t.after(() => recipient.close())
      const amazon = await recipient.follow(await recipient.get(`${link}/sign-in`))
      const { location = '' } = await submit(recipient, amazon, formOf(amazon.text), { account: 'jane' })
      return { recipient, location }
    }),
  )
  const waiting = callbacks.map(({ recipient, location }) => recipient.get(location))
  await sleep(300)
  for (let visit = 0; visit < 5; visit++) assert.equal((await fetch(links[0] ?? '')).status, 200)
  const statuses = (await Promise.all(waiting)).map(({ status }) => status)
  assert.deepEqual([...new Set(statuses)].sort(), [303, 503])
})

test('a client that never finishes its headers or its body is cut off', async t => {
  // A tenth of the service's patience, and no service: whatever it serves.
  const { headersTimeout, connectionsCheckingInterval } = patience
  assert.ok(headersTimeout + connectionsCheckingInterval < 15_000)
  assert.ok(bodyPatienceMs < 25_000)
  const short = Object.fromEntries(Object.entries(patience).map(([name, ms]) => [name, ms / 10]))
  const server = await listen('127.0.0.1', 0, { ...patience, ...short })
  t.after(() => server.close())
  const app = express().use(cutSlowBodies(bodyPatienceMs / 10), request => void request.resume())
  server.answerWith(app)
  const host = `localhost:${server.port}`
  const begun = [
    `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Slow:`,
    `POST /claim/x HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nc`,
  ]
  const cut = begun.map(async text => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {})
    t.after(() => void socket.destroy())
    socket.resume().write(text)
    await once(socket, 'close', { signal: AbortSignal.timeout(15_000) })
  })
  await Promise.all(cut)
})
