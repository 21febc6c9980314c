/** Lateness: what is free, what is paid for, and once only. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLateness, latenessByAccount } from '../../src/services/lateness.ts'

function scene() {
  let nowMs = 1_000
  return {
    lateness: createLateness(() => nowMs),
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

test('a call that left late makes the slots after it longer by that, once, and a little lateness is free', () => {
  const { lateness, pass } = scene()
  lateness.noteLeft(4)
  assert.equal(lateness.takeSpareMs(), 0)
  lateness.noteLeft(35)
  lateness.noteLeft(12)
  assert.equal(lateness.takeSpareMs(), 30)
  pass(1_000)
  assert.equal(lateness.takeSpareMs(), 0)
})

test('what was paid for half a second is not paid for again, but what is worse is, and what comes after it', () => {
  const { lateness, pass } = scene()
  lateness.noteLeft(35)
  assert.equal(lateness.takeSpareMs(), 30)
  lateness.noteLeft(25)
  assert.equal(lateness.takeSpareMs(), 0)
  lateness.noteLeft(45)
  assert.equal(lateness.takeSpareMs(), 10)
  lateness.noteLeft(25)
  pass(400)
  assert.equal(lateness.takeSpareMs(), 20)
})

test('where no slot follows, all that is owed is told at once', () => {
  const { lateness } = scene()
  lateness.noteLeft(35)
  assert.equal(lateness.takeSpareMs(), 30)
  lateness.noteLeft(25)
  assert.equal(lateness.takeSpareMs(true), 20)
  assert.equal(lateness.takeSpareMs(true), 0)
})

test('each partner account has its own', () => {
  const of = latenessByAccount(() => 0)
  of('one').noteLeft(50)
  assert.equal(of('two').takeSpareMs(), 0)
  assert.equal(of('one').takeSpareMs(), 45)
})
