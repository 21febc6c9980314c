/** How often waiting pages come back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Wait } from '../../src/domain/queue.ts'
import { refreshSeconds } from '../../src/http/refresh.ts'

const inLine = (leftMs: number): Wait => ({ kind: 'in-line', before: 1, leftMs })
const kinds: fc.Arbitrary<Wait> = fc.oneof(
  fc.nat({ max: 100_000_000 }).map(inLine),
  fc.constantFrom<Wait>({ kind: 'held' }, { kind: 'sending' }, { kind: 'again' }, { kind: 'unknown' }),
)
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('a page looks again in whole seconds, never sooner than four and never later than 75', () => {
  fc.assert(
    fc.property(kinds, fc.integer({ min: -5_000, max: 100_000_000 }), fraction, (wait, waitedMs, random) => {
      const seconds = refreshSeconds(wait, waitedMs, random)
      assert.ok(Number.isInteger(seconds) && seconds >= 4 && seconds <= 75, String(seconds))
    }),
  )
})

test('about a tenth of the time left, a quarter to either side', () => {
  assert.deepEqual(
    [0, 0.5, 0.999].map(random => refreshSeconds(inLine(200_000), 0, random)),
    [15, 20, 25],
  )
  assert.equal(refreshSeconds(inLine(3_600_000), 0, 0.5), 60)
})

test('where nobody knows what is left, about a tenth of the time that it has waited; on hold a minute', () => {
  assert.equal(refreshSeconds({ kind: 'sending' }, 1_000, 0.5), 6)
  assert.deepEqual(
    [0, 0.5, 0.999].map(random => refreshSeconds({ kind: 'again' }, 300_000, random)),
    [23, 30, 37],
  )
  assert.equal(refreshSeconds({ kind: 'unknown' }, 300_000, 0.5), 30)
  assert.equal(refreshSeconds({ kind: 'held' }, 1_000, 0.5), 60)
})

test('ten thousand watchers of a long line are about 170 requests a second', () => {
  const seconds = Array.from({ length: 1_000 }, (_, index) =>
    refreshSeconds(inLine(10_000_000), 0, index / 1_000),
  )
  const perSecond = 10_000 / (seconds.reduce((sum, each) => sum + each, 0) / seconds.length)
  assert.ok(perSecond > 160 && perSecond < 175, String(perSecond))
})
