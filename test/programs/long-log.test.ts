/** A start that has much to read. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataDir, eventually, processesOf } from '../helpers/program.ts'
import { spawnService, startService, stop } from '../helpers/service-program.ts'

test('a long log of the emulator is waited for, seen to get on, and left at once by a stop', async t => {
  const dir = dataDir(t)
  mkdirSync(join(dir, 'emulator'))
  const line = `${JSON.stringify({ fact: 'withdrawal', userId: 'amzn1.account.A' })}\n`
  writeFileSync(join(dir, 'emulator', 'log.ndjson'), line.repeat(3_000_000))
  const progress = /^Reading the emulator's log: \d+ of \d+ MB$/m
  const left = spawnService(t, dir)
  await eventually(() => progress.test(left.stderr()), left.stderr)
  const { exit, ms } = await stop(left, 'SIGTERM')
  assert.equal(exit, 0, left.stderr())
  assert.ok(ms < 2_000, `the stop took ${ms} ms`)
  assert.deepEqual(processesOf(dir), [])
  const service = await startService(t, dir)
  assert.match(service.stderr(), progress)
})
