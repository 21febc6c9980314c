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
  lateness.noteLeft(14, 1_000)
  assert.equal(lateness.takeSpareMs(), 0)
  lateness.noteLeft(45, 1_000)
  lateness.noteLeft(22, 1_000)
  pass(300)
  assert.equal(lateness.takeSpareMs(), 30)
  assert.equal(lateness.takeSpareMs(), 0)
})

test('a little waits for what is late beside it; much does not, nor anything where no slot follows', () => {
  const { lateness, pass } = scene()
  lateness.noteLeft(45, 1_000)
  pass(200)
  lateness.noteLeft(55, 1_100)
  assert.equal(lateness.takeSpareMs(), 0)
  pass(100)
  assert.equal(lateness.takeSpareMs(), 40)
  pass(10)
  lateness.noteLeft(215, 1_305)
  assert.equal(lateness.takeSpareMs(), 200)
  pass(10)
  lateness.noteLeft(45, 1_315)
  assert.equal(lateness.takeSpareMs(), 0)
  assert.equal(lateness.takeSpareMs(true), 30)
})

test('spare time that came after its slot pays for a call, if it was enough', () => {
  const { lateness, pass } = scene()
  lateness.noteLeft(215, 1_000)
  assert.equal(lateness.takeSpareMs(), 200)
  pass(50)
  lateness.noteLeft(115, 1_000)
  assert.equal(lateness.takeSpareMs(true), 0, 'its slot was asked for before')
  lateness.noteLeft(315, 1_000)
  assert.equal(lateness.takeSpareMs(true), 300, 'it was not enough')
  pass(50)
  lateness.noteLeft(115, 1_060)
  assert.equal(lateness.takeSpareMs(true), 100, 'its slot came after')
})

test('each partner account has its own', () => {
  const of = latenessByAccount(() => 0)
  of('one').noteLeft(60, 0)
  assert.equal(of('two').takeSpareMs(true), 0)
  assert.equal(of('one').takeSpareMs(true), 45)
})
