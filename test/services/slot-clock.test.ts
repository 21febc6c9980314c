/** The database's clock as this process knows it: right however slow single answers are, and after a clock was set. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSlotClock, type SlotClock } from '../../src/services/slot-clock.ts'

/** A database whose clock is ahead by `aheadMs`, answering after `thereMs` and `backMs`. */
function scene() {
  let nowMs = 5_000
  let aheadMs = 1_000_000
  const clock = createSlotClock(() => nowMs)
  return {
    clock,
    pass: (ms: number) => {
      nowMs += ms
    },
    set: (ms: number) => {
      aheadMs += ms
    },
    ask: (thereMs: number, backMs: number) => {
      const askedMs = nowMs
      nowMs += thereMs
      const databaseMs = nowMs + aheadMs
      nowMs += backMs
      clock.note(askedMs, databaseMs)
    },
    /** By how much the clock errs about a moment in ten seconds. */
    error: () => clock.localMs(nowMs + 10_000 + aheadMs) - (nowMs + 10_000),
  }
}

test('one fast answer tells how the clocks differ, and slow ones, frozen ones too, do not blur it', () => {
  const { ask, error } = scene()
  ask(1, 1)
  assert.equal(error(), 0)
  ask(400, 10)
  ask(1, 3_600_000)
  assert.equal(error(), 0)
})

test('a first answer that was slow is replaced by the next fast one', () => {
  const { ask, error } = scene()
  ask(0, 600)
  assert.equal(Math.abs(error()), 300)
  ask(2, 1)
  assert.ok(Math.abs(error()) <= 1)
})

test('a database whose clock was set is followed at the next answer, and the setting is counted', () => {
  const { clock, ask, set, error } = scene()
  ask(1, 1)
  set(-30_000)
  ask(2, 2)
  assert.equal(error(), 0)
  set(40)
  ask(0, 0)
  assert.deepEqual([error(), clock.timesSet()], [0, 2])
})

test('neither slow answers nor clocks that drift look like a clock that was set', () => {
  const { clock, ask, set, pass } = scene()
  ask(0, 600)
  ask(600, 0)
  ask(1, 1)
  pass(3_600_000)
  set(300)
  ask(2, 2)
  assert.equal(clock.timesSet(), 0)
})

test('a sample grows old, because clocks drift', () => {
  const { ask, set, pass, error } = scene()
  ask(1, 1)
  pass(61_000)
  set(3)
  ask(3, 3)
  assert.equal(error(), 0)
})

test('slots are asked for as far ahead as answers take, within bounds', () => {
  const lead = (tripMs: number): SlotClock => {
    const { clock, ask } = scene()
    for (let count = 0; count < 50; count++) ask(tripMs / 2, tripMs / 2)
    return clock
  }
  assert.equal(lead(0).leadMs(), 2)
  assert.ok(Math.abs(lead(40).leadMs() - 80) < 1)
  assert.equal(lead(5_000).leadMs(), 1_000)
})
