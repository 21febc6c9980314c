/** Place in line and time left, against lanes that are really emptied in turns. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AccountQueue, placeIn, placeInTurns, sampledEvery, waitIn } from '../../src/domain/queue.ts'
import { accountOf, laneOf } from '../helpers/lane.ts'

const start = Date.UTC(2027, 0, 1)

/** Consent times in order, no two the same: now and then a crowd, now and then nobody for an hour. */
const consents = (minLength: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 3_600_000 })), {
      minLength,
      maxLength: 300,
    })
    .map(gaps => gaps.map((_, index) => start + gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)))

test('a place is exact at a sample and at the end, and else less than a sample away', () => {
  fc.assert(
    fc.property(consents(1), times => {
      const lane = laneOf('A', times)
      for (const [place, time] of times.entries()) {
        const told = placeIn(lane, time)
        const exact = place % sampledEvery === 0 || place === times.length - 1
        assert.ok(exact ? told === place : Math.abs(told - place) < sampledEvery, `${told} for ${place}`)
      }
    }),
  )
})

test('who consents at an even pace is told the very place', () => {
  const times = Array.from({ length: 137 }, (_, index) => start + 500 * index)
  const lane = laneOf('A', times)
  assert.deepEqual(
    times.map(time => placeIn(lane, time)),
    [...times.keys()],
  )
})

test('nobody goes back in line: who consented later is never told an earlier place', () => {
  fc.assert(
    fc.property(
      consents(1),
      fc.array(fc.integer({ min: 0, max: 4_000_000 }), { maxLength: 20 }),
      (times, offsets) => {
        const asked = offsets.map(offset => (times[0] ?? start) + offset).sort((one, other) => one - other)
        const told = asked.map(time => placeIn(laneOf('A', times), time))
        assert.deepEqual(
          told,
          [...told].sort((one, other) => one - other),
        )
      },
    ),
  )
})

test('who consented after the reading is behind everybody, and before the first sample nobody is', () => {
  const lane = laneOf('A', [start, start + 10, start + 20])
  assert.equal(placeIn(lane, start + 21), 3)
  assert.equal(placeIn(lane, start - 1), 0)
})

/** Empties the lanes in turns, `first` having the first, and tells how many were sent before each deposit. */
function emptyInTurns(lengths: readonly number[], first: number): number[][] {
  const sentBefore: number[][] = lengths.map(() => [])
  const total = lengths.reduce((sum, length) => sum + length, 0)
  for (let sent = 0, lane = first; sent < total; lane = (lane + 1) % lengths.length) {
    const own = sentBefore[lane] ?? []
    if (own.length < (lengths[lane] ?? 0)) own.push(sent++)
  }
  return sentBefore
}

test('with lanes that take turns the place is right but for the turn that each other lane may have first', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(lengths, fc.nat({ max: 5 }), (counts, first) => {
      const lanes = counts.map((count, lane) =>
        laneOf(
          String(lane),
          Array.from({ length: count }, (_, index) => start + index),
        ),
      )
      const truth = emptyInTurns(counts, first % counts.length)
      for (const [lane, places] of truth.entries()) {
        const others = lanes.filter((_, other) => other !== lane)
        for (const [place, sentBefore] of places.entries()) {
          const told = placeInTurns(place, others)
          assert.ok(told <= sentBefore && sentBefore <= told + others.length, `${told} for ${sentBefore}`)
        }
      }
    }),
  )
})

test('the time left is the place at the account’s pace, with those that are being sent before it', () => {
  const lane = laneOf(
    'A',
    Array.from({ length: 100 }, (_, index) => start + index),
  )
  const other = laneOf('B', [start])
  const account = accountOf([lane, other], { sending: 4 })
  const wait = (campaignId: string, consentedAt: number) =>
    waitIn(account, { campaignId, consentedAt: new Date(consentedAt) }, 10)
  assert.deepEqual(wait('A', start + 95), { kind: 'in-line', before: 100, leftMs: 10_000 })
  assert.deepEqual(wait('B', start), { kind: 'in-line', before: 4, leftMs: 400 })
  assert.deepEqual(wait('C', start), { kind: 'in-line', before: 4, leftMs: 400 }, 'too fresh for a lane')
})

test('on hold, of the account or of the campaign, no time is promised', () => {
  const held = laneOf('A', [start], new Date(start))
  const open = laneOf('B', [start, start + 1])
  const at = (account: AccountQueue, campaignId: string) =>
    waitIn(account, { campaignId, consentedAt: new Date(start + 1) }, 10)
  assert.deepEqual(at(accountOf([held, open]), 'A'), { kind: 'held' })
  assert.deepEqual(
    at(accountOf([held, open]), 'B'),
    { kind: 'in-line', before: 1, leftMs: 100 },
    'it has no turns',
  )
  assert.deepEqual(at(accountOf([open], { holdReason: 'funds' }), 'B'), { kind: 'held' })
})
