import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { emulatorFor, load, send } from './client.ts'
import { dataDirFor } from './program.ts'

test('health tells who and where it is', async t => {
  const dataDir = dataDirFor(t)
  const { url } = await emulatorFor(t, { dataDir })
  const { text } = await send(`${url}/_emulator/health`)
  assert.deepEqual(JSON.parse(text), {
    emulator: 'login-and-receive',
    pid: process.pid,
    dataDir: resolve(dataDir),
  })
})

test('a foreign host name or a page of another site can change nothing', async t => {
  const { url } = await emulatorFor(t)
  await load(url)
  const foreign = [
    { host: 'rebound.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of foreign) {
    assert.equal((await send(`${url}/_emulator/reset`, { method: 'POST', headers })).status, 403)
    assert.equal((await send(`${url}/_emulator/hold/x`, { method: 'DELETE', headers })).status, 403)
  }
  assert.notEqual((await send(`${url}/_emulator/ledger`)).text, '')
})

test('a foreign host name reads nothing: neither keys nor calls nor pages', async t => {
  const { url } = await emulatorFor(t)
  await load(url)
  const paths = ['', '/health', '/keys', '/ledger', '/calls', '/faults', '/world', '/hold', '/page/calls/1']
  for (const path of paths) {
    const reply = await send(`${url}/_emulator${path}`, { headers: { host: 'rebound.example:3001' } })
    assert.equal(reply.status, 403, path)
  }
})

test('funds are set by a known currency and an amount that is not negative', async t => {
  const { url } = await emulatorFor(t)
  const fund = (body: unknown) =>
    send(`${url}/_emulator/funds`, { method: 'PUT', body: JSON.stringify(body) })
  for (const [body, field] of [
    [{ currency: 'XXX', amount: 1 }, /currency/],
    [{ currency: 'USD', amount: -1 }, /amount/],
  ] as const) {
    const { status, text } = await fund(body)
    assert.equal(status, 400)
    assert.match(text, field)
  }
})

test('closing is prompt although connections are open and silent', async t => {
  const emulator = await emulatorFor(t)
  void send(`${emulator.url}/_emulator/hold`).catch(() => {})
  await load(emulator.url)
  const started = Date.now()
  await emulator.close()
  assert.ok(Date.now() - started < 500)
  await assert.rejects(load(emulator.url))
})

test('a key pair is switched off and on again, and only those that exist', async t => {
  const { url } = await emulatorFor(t)
  const put = (change: unknown) =>
    send(`${url}/_emulator/keys`, { method: 'PUT', body: JSON.stringify(change) })
  const accessKeyId = 'AKIDEMULATORACTIVE01'
  assert.equal(JSON.parse((await put({ accessKeyId, active: false })).text)[0].active, false)
  assert.equal((await load(url)).status, 403)
  await put({ accessKeyId, active: true })
  assert.equal((await load(url)).status, 200)
  const listed = JSON.parse((await send(`${url}/_emulator/keys`)).text) as { active: boolean }[]
  assert.deepEqual(
    listed.map(({ active }) => active),
    [true, true, false],
  )
  for (const [change, explanation] of [
    [{ accessKeyId: 'AKIDNOBODY', active: true }, /accessKeyId: there is no such key; give one of AKIDEMUL/],
    [{ accessKeyId, active: 'no' }, /at active/],
  ] as const) {
    const { status, text } = await put(change)
    assert.equal(status, 400)
    assert.match(JSON.parse(text).error, explanation)
  }
})
