/** The pace that a queue really moves at, told from readings of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepReading, measuredPace, type Reading } from '../../src/domain/pace.ts'
import { accountOf, laneOf } from '../helpers/lane.ts'

const consents = Array.from({ length: 2_000 }, (_, index) => index * 50)

/** A reading a second, of a lane that people join every 50 ms and that is sent `perSecond` from. */
function read(
  seconds: number,
  perSecond: number,
  from: readonly Reading[] = [],
  first = 60,
): readonly Reading[] {
  return Array.from({ length: seconds }, (_, second) => second).reduce<readonly Reading[]>((kept, second) => {
    const at = (first + second) * 1_000
    const times = consents.slice(Math.round(second * perSecond)).filter(time => time <= at)
    return keepReading(kept, { at, account: accountOf([laneOf('A', times)]) })
  }, from)
}

test('a queue that moves at its pace is promised just that, whatever the readings say of it', () => {
  assert.equal(measuredPace(read(30, 9.7), 9.7), 9.7)
  assert.equal(measuredPace(read(30, 9.2), 9.7), 9.7)
  assert.equal(measuredPace(read(30, 12), 9.7), 9.7, 'never more than is configured')
})

test('one that is clearly slower is promised what it reaches, once there are six readings', () => {
  assert.equal(measuredPace(read(5, 4), 9.7), 9.7)
  const pace = measuredPace(read(30, 4), 9.7)
  assert.ok(Math.abs(pace - 4) < 0.2, String(pace))
})

test('one that stands still is promised a sixteenth, so that nobody reads of infinity', () => {
  assert.equal(measuredPace(read(30, 0), 16), 1)
})

test('a time on hold, without anybody or without readings does not count', () => {
  const slow = read(30, 1)
  const lane = laneOf('A', consents)
  const at = 100_000
  assert.deepEqual(keepReading(slow, { at, account: accountOf([lane], { holdReason: 'funds' }) }), [])
  assert.deepEqual(keepReading(slow, { at, account: accountOf([laneOf('A', [1], new Date(0))]) }), [])
  assert.deepEqual(keepReading(slow, { at, account: accountOf([]) }), [])
  const last = slow.at(-1)?.at ?? 0
  const [next, ...others] = keepReading(slow, { at: last + 5_001, account: accountOf([lane]) })
  assert.deepEqual([next?.sent, others], [0, []])
})

test('only the last half minute counts, so a change of pace is soon seen', () => {
  const slow = read(30, 1)
  const pace = measuredPace(read(31, 6, slow, 90), 9.7)
  assert.ok(Math.abs(pace - 6) < 0.3, String(pace))
})

test('a lane that was emptied has sent all it had', () => {
  const before = keepReading([], { at: 0, account: accountOf([laneOf('A', [1, 2, 3]), laneOf('B', [5])]) })
  const after = keepReading(before, { at: 1_000, account: accountOf([laneOf('B', [5, 6])]) })
  assert.equal(after.at(-1)?.sent, 3)
})
