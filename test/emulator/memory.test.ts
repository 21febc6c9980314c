import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { emulatorFor, lines, load, send, setFaults } from './client.ts'
import { dataDirFor, exitOf, spawnProgram, startProgram, stopProgram } from './program.ts'

test('a load survives a kill right after its answer: ledger, calls, funds and idempotency', async t => {
  const dataDir = dataDirFor(t)
  const before = await startProgram(t, dataDir)
  const first = await load(before.url)
  const ledger = await lines(before.url, 'ledger')
  assert.equal(await stopProgram(before.child, 'SIGKILL'), 'SIGKILL')
  const after = await startProgram(t, dataDir)
  assert.deepEqual(await lines(after.url, 'ledger'), ledger)
  assert.equal((await lines(after.url, 'calls')).length, 1)
  assert.equal((await load(after.url)).text, first.text)
  assert.deepEqual(
    (await lines(after.url, 'ledger')).map(entry => entry.timesRequested),
    [2],
  )
  assert.match((await send(`${after.url}/gc/balance`)).text, /25\.00 USD/)
})

test('a torn last line is cut off, and the next fact starts on a line of its own', async t => {
  const dataDir = dataDirFor(t)
  const file = join(dataDir, 'emulator', 'log.ndjson')
  const first = await startProgram(t, dataDir)
  await load(first.url)
  await stopProgram(first.child, 'SIGKILL')
  appendFileSync(file, '{"fact":"load","partnerId":"Emul1","requ')
  const second = await startProgram(t, dataDir)
  await load(second.url, { loadBalanceRequestId: 'Emul1B' })
  await stopProgram(second.child, 'SIGKILL')
  const third = await startProgram(t, dataDir)
  assert.deepEqual((await lines(third.url, 'ledger')).length, 2)
})

test('a broken line in the middle is not skipped in silence', async t => {
  const dataDir = dataDirFor(t)
  const first = await startProgram(t, dataDir)
  await stopProgram(first.child, 'SIGTERM')
  appendFileSync(join(dataDir, 'emulator', 'log.ndjson'), 'rubbish\n{}\n')
  assert.equal(await exitOf(spawnProgram(t, dataDir)), 1)
})

test('a second emulator on the same directory names the first and exits with 1', async t => {
  const dataDir = dataDirFor(t)
  const first = await startProgram(t, dataDir)
  const second = spawnProgram(t, dataDir)
  let complaint = ''
  second.stderr?.on('data', chunk => {
    complaint += chunk
  })
  assert.equal(await exitOf(second), 1)
  assert.match(complaint, new RegExp(`already runs on .*"pid":${first.child.pid},.*"url":"${first.url}"`))
  assert.equal((await send(`${first.url}/_emulator/health`)).status, 200)
})

test('two signals at once end it with exit code 0, one line of output and no note left behind', async t => {
  const dataDir = dataDirFor(t)
  const note = join(dataDir, 'emulator', 'emulator.json')
  const { child, url, stdout } = await startProgram(t, dataDir)
  assert.deepEqual(JSON.parse(readFileSync(note, 'utf8')), {
    pid: child.pid,
    port: Number(new URL(url).port),
    url,
  })
  assert.equal(await stopProgram(child, 'SIGINT', 'SIGINT'), 0)
  assert.equal(stdout(), `Emulator of Amazon: ${url}\n`)
  assert.equal(existsSync(note), false)
})

test('a data directory that cannot be made is named, and the exit code is 1', async t => {
  const program = spawnProgram(t, '/proc/x')
  let complaint = ''
  program.stderr?.on('data', chunk => {
    complaint += chunk
  })
  assert.equal(await exitOf(program), 1)
  assert.match(complaint, /DATA_DIR: \/proc\/x cannot be made: ENOENT.*; choose another$/m)
})

test('wrong settings are named and the exit code is 1', async t => {
  const dataDir = dataDirFor(t)
  assert.equal(await exitOf(spawnProgram(t, dataDir, [], { EMULATOR_PORT: '70000' })), 1)
  assert.equal(await exitOf(spawnProgram(t, dataDir, [], { EMULATOR_AMOUNT_UNIT: 'cents' })), 1)
})

test('reset forgets ledger, calls and faults, on file too', async t => {
  const dataDir = dataDirFor(t)
  const { url } = await emulatorFor(t, { dataDir })
  await load(url)
  await setFaults(url, [{ fault: 'f500' }])
  assert.equal((await send(`${url}/_emulator/reset`, { method: 'POST' })).status, 204)
  assert.equal(readFileSync(join(dataDir, 'emulator', 'log.ndjson'), 'utf8'), '')
  assert.deepEqual([await lines(url, 'ledger'), await lines(url, 'calls')], [[], []])
  assert.equal((await load(url)).status, 200)
})

test('a start that fails, for a taken port or a broken file, leaves the directory free', async t => {
  const dataDir = dataDirFor(t)
  const { port } = await emulatorFor(t)
  await assert.rejects(emulatorFor(t, { dataDir, port }), /EADDRINUSE/)
  const file = join(dataDir, 'emulator', 'log.ndjson')
  appendFileSync(file, 'rubbish\n')
  await assert.rejects(emulatorFor(t, { dataDir }), /log\.ndjson: line 1 is damaged/)
  truncateSync(file)
  await emulatorFor(t, { dataDir })
})
