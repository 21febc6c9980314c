import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureLoadRate } from './load-rate.ts'

// 2,000 is the promise on a quiet machine; half of it stands on a busy one.
test('a core of the emulator answers at least a thousand signed loads a second', async t => {
  const { perSecond, perCoreSecond } = await measureLoadRate(500)
  t.diagnostic(`${Math.round(perSecond)} a second, ${Math.round(perCoreSecond ?? 0)} in a second of one core`)
  assert.ok((perCoreSecond ?? perSecond) >= 1000)
})
