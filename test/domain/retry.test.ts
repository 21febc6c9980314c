/** The wait between two sends of one deposit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { retryDelayMs } from '../../src/domain/retry.ts'

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('the wait is never under half a second and never above a quarter of an hour and half a second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), random, (number, random) => {
      const delay = retryDelayMs(number, random)
      assert.ok(Number.isSafeInteger(delay) && delay >= 500 && delay <= 15 * 60_000 + 500, String(delay))
    }),
  )
})

test('the longest possible wait doubles until its cap', () => {
  const longest = (number: number) => retryDelayMs(number, 1 - Number.EPSILON)
  assert.equal(longest(1), 1_500)
  assert.equal(longest(2), 2_500)
  assert.equal(longest(5), 16_500)
  assert.equal(longest(10), 512_500)
  for (const number of [11, 12, 40, 2000]) assert.equal(longest(number), 900_500)
})

test('the wait is jittered over its whole range', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), random, random, (number, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      assert.ok(retryDelayMs(number, low) <= retryDelayMs(number, high))
    }),
  )
  assert.equal(retryDelayMs(7, 0), 500)
})
