/** The release runs as in a container: with production packages alone, unprivileged, on a tree that nobody may write to. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createTestDatabase } from '../helpers/database.ts'
import { eventually } from '../helpers/program.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import { makeRelease, nobody } from '../helpers/release.ts'

type Started = { readonly printed: () => string; readonly said: () => string; stop(): Promise<number | null> }

function start(t: TestContext, release: string, variables: Readonly<Record<string, string>>): Started {
  const env = { PATH: process.env.PATH ?? '', ...variables }
  const child = spawn(join(release, 'deploy/start.sh'), { env, cwd: '/', detached: true, ...nobody })
  t.after(() => void child.kill('SIGKILL'))
  const texts = { out: '', err: '' }
  child.stdout.on('data', part => {
    texts.out += part
  })
  child.stderr.on('data', part => {
    texts.err += part
  })
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return {
    printed: () => texts.out,
    said: () => texts.err,
    stop: async () => {
      child.kill('SIGTERM')
      return await exit
    },
  }
}

/** The one place that it may write to. */
function stateDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'release-state-'))
  t.after(() => rmSync(dir, { recursive: true }))
  chmodSync(dir, 0o711)
  if (nobody.uid) chownSync(dir, nobody.uid, nobody.uid)
  return dir
}

test('a claim is paid by the release as nobody, on a tree that stays as it is, once AMAZON_ENV is set; SIGTERM drains it', async t => {
  const release = makeRelease(t)
  const files = () => execFileSync('find', [release]).toString()
  const before = files()
  const unconfigured = start(t, release, {})
  await eventually(() =>
    unconfigured.said().includes('AMAZON_ENV: is not set: set it to sandbox or production'),
  )
  assert.equal(unconfigured.printed(), '')
  const { url, drop } = await createTestDatabase()
  t.after(drop)
  const variables = {
    AMAZON_ENV: 'emulator',
    DATABASE_URL: url,
    DATA_DIR: stateDir(t),
    PORT: '0',
    EMULATOR_PORT: '0',
    // As `npm start` sets it; here nobody can write there.
    NODE_COMPILE_CACHE: join(release, 'node_modules/.cache/service'),
  }
  const service = start(t, release, variables)
  await eventually(() => /^Staff sign-in/m.test(service.printed()), service.said)
  const [, claimUrl = ''] = /^Claim link to try: (.*)$/m.exec(service.printed()) ?? []
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const paid = await recipient.press(await recipient.signIn(claimUrl))
  assert.equal(titleOf(paid.text), '$25.00 deposited')
  assert.equal(await service.stop(), 0, service.said())
  assert.equal(files(), before)
})
