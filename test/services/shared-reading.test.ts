/** What many ask for is read once for all of them, the rarer the longer it takes, and a failure is nobody's for long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareReadings } from '../../src/services/shared-reading.ts'

test('a reading that took long is kept fifty times as long, and each key has its own', async () => {
  let now = 0
  const read: string[] = []
  const takesMs = { quick: 10, slow: 400 }
  const shared = shareReadings({
    now: () => now,
    leastMs: 3_000,
    read: async key => {
      read.push(key)
      now += takesMs[key as keyof typeof takesMs]
      return key
    },
  })
  assert.equal(await shared.get('slow'), 'slow')
  now = 400 + 19_999
  await shared.get('slow')
  await shared.get('quick')
  assert.deepEqual(read, ['slow', 'quick'])
  now = 400 + 20_000
  await shared.get('slow')
  assert.deepEqual(read, ['slow', 'quick', 'slow'])
})

test('whoever asks while it is read gets the same, also when it fails, and the next one reads anew', async () => {
  let begun = 0
  const shared = shareReadings({
    now: () => 0,
    leastMs: 3_000,
    read: async () => {
      begun++
      if (begun === 1) throw new Error('away')
      return begun
    },
  })
  const both = await Promise.allSettled([shared.get('a'), shared.get('a')])
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual([await shared.get('a'), await shared.get('a'), begun], [2, 2, 2])
})
