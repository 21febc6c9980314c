/** The figures of the status page at a small size, so that its program keeps working; `npm run bench:status` is the real one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureLoad } from './load.ts'

test('watchers read their pages while the line moves, and the figures say so', async t => {
  const figures = await measureLoad(t, { waiting: 1_000, watchers: 100, seconds: 3 })
  t.diagnostic(JSON.stringify(figures))
  assert.ok(figures.status.requests >= 50, 'most watchers have read once')
  assert.deepEqual(
    [figures.status.failed, figures.landingAlone.failed, figures.landingWatched.failed],
    [0, 0, 0],
  )
  assert.ok(figures.drainWatchedPerSecond > 1, 'it is sent while people watch')
  assert.ok(figures.reading.ms > 0 && figures.reading.databaseCpuMs + figures.reading.processCpuMs > 0)
})
