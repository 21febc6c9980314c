/**
 * Where the data goes, for root (whose PostgreSQL runs as another user) and for ordinary users. Each test asserts
 * the behaviour for the user it runs as.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createDataDir, resolveDataDir } from '../../src/storage/embedded/data-dir.ts'
import { withDataDirLock } from '../../src/storage/embedded/data-dir-lock.ts'
import { openEmbedded } from '../../src/storage/embedded/server.ts'

const isRoot = process.getuid?.() === 0

test('Data goes into .data in a checkout that the server can reach', t => {
  const checkout = directory(t, 0o755)
  assert.deepEqual(resolveDataDir({ configured: undefined, checkout }), {
    ok: true,
    dir: join(checkout, '.data'),
    notice: null,
  })
})

test('A relative DATA_DIR belongs to the checkout, an absolute one stays', t => {
  const checkout = directory(t, 0o755)
  const elsewhere = directory(t, 0o755)
  assert.partialDeepStrictEqual(resolveDataDir({ configured: 'd', checkout }), {
    ok: true,
    dir: join(checkout, 'd'),
  })
  assert.partialDeepStrictEqual(resolveDataDir({ configured: elsewhere, checkout }), {
    ok: true,
    dir: elsewhere,
  })
})

test('In a closed checkout data goes into .data for an ordinary user, and for root under /var/lib, saying so', t => {
  const checkout = directory(t, 0o700)
  const resolved = resolveDataDir({ configured: undefined, checkout })
  assert.ok(resolved.ok)
  if (!isRoot) return assert.deepEqual(resolved, { ok: true, dir: join(checkout, '.data'), notice: null })
  assert.match(resolved.dir, /^\/var\/lib\/login-and-receive\/[0-9a-f]{16}$/)
  assert.ok(resolved.notice?.includes(resolved.dir))
  assert.notEqual(
    resolved.dir,
    dirOf(resolveDataDir({ configured: undefined, checkout: `${checkout}/other` })),
  )
})

test('A DATA_DIR below a closed directory is refused to root by the name of that directory, and serves its owner', async t => {
  const closed = directory(t, 0o700)
  const configured = join(closed, 'below', 'data')
  const resolved = resolveDataDir({ configured, checkout: '/' })
  if (!isRoot) return assert.partialDeepStrictEqual(resolved, { ok: true, dir: configured })
  assert.ok(!resolved.ok)
  assert.ok(resolved.reason.startsWith(`${closed} is closed to uid 65534`))
  assert.match(resolved.fix, /DATA_DIR/)
  await assert.rejects(openEmbedded(configured, { durable: false }), new RegExp(`${closed} is closed`))
})

test('What counts is where a symbolic link leads', t => {
  const closed = directory(t, 0o700)
  const open = directory(t, 0o755)
  symlinkSync(closed, join(open, 'link'))
  const resolved = resolveDataDir({ configured: join(open, 'link', 'data'), checkout: '/' })
  assert.equal(resolved.ok, !isRoot)
})

test('The data directory and what is missing above it let others pass and not look, whatever the umask', t => {
  const dir = join(directory(t, 0o755), 'a', 'b')
  const umask = process.umask(0o077)
  t.after(() => process.umask(umask))
  createDataDir(dir)
  assert.equal(statSync(dir).mode & 0o777, 0o711)
  assert.equal(statSync(join(dir, '..')).mode & 0o777, 0o711)
})

test('A directory that takes none inside is told instead of tried for ever', () => {
  assert.throws(
    () => createDataDir('/proc/x/y'),
    /^DomainError: DATA_DIR: \/proc\/x\/y cannot be made: ENOENT.*; choose another$/,
  )
})

test('Only one holder of the lock works at a time, also within one program', async t => {
  const dir = directory(t, 0o700)
  const events: string[] = []
  const work = (name: string) => async () => {
    events.push(`${name} in`)
    await new Promise(resolve => setTimeout(resolve, 50))
    events.push(`${name} out`)
  }
  const first = withDataDirLock(dir, work('first'))
  await Promise.all([first, withDataDirLock(dir, work('second')), withDataDirLock(dir, work('third'))])
  assert.deepEqual(events.slice(0, 2), ['first in', 'first out'])
  for (let i = 0; i < events.length; i += 2)
    assert.equal(events[i]?.split(' ')[0], events[i + 1]?.split(' ')[0])
})

test('The lock is released when the work fails', async t => {
  const dir = directory(t, 0o700)
  await assert.rejects(
    withDataDirLock(dir, () => Promise.reject(new Error('work'))),
    /work/,
  )
  assert.equal(await withDataDirLock(dir, async () => 'free'), 'free')
})

function directory(t: TestContext, mode: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'data-dir-test-'))
  chmodSync(dir, mode)
  t.after(() => rmSync(dir, { recursive: true }))
  return dir
}

function dirOf(resolved: ReturnType<typeof resolveDataDir>): string | null {
  return resolved.ok ? resolved.dir : null
}
