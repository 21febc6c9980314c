/** The secrets of a trial installation are the same for every program of its data directory, however they start. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { parseConfig } from '../src/config/config.ts'
import { secretsOf } from '../src/local-secrets.ts'

const ROUNDS = 200
const config = parseConfig({}, () => '')

test('programs that start at once on a fresh directory have the same secrets', async t => {
  const dirs = Array.from({ length: ROUNDS }, () => freshDir(t))
  const turn = new Int32Array(new SharedArrayBuffer(4))
  const everyones = await Promise.all([0, 1].map(() => secretsInThread(t, { dirs, turn })))
  for (const [index, dir] of dirs.entries()) {
    const secrets = secretsOf(config, dir)
    for (const theirs of everyones) assert.deepEqual(theirs[index], secrets)
    assert.deepEqual(readdirSync(dir), ['secrets.json'])
    assert.equal(statSync(join(dir, 'secrets.json')).mode & 0o777, 0o600)
  }
})

function freshDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'secrets-test-'))
  t.after(() => rmSync(dir, { recursive: true }))
  return dir
}

/** Takes the directories one after the other, in step with the other thread. */
async function secretsInThread(t: TestContext, workerData: object): Promise<unknown[]> {
  const worker = new Worker(new URL('./helpers/secrets-thread.ts', import.meta.url), { workerData })
  t.after(() => worker.terminate())
  return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
}
