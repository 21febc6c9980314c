/** The model of a mailing, held against a queue that is played deposit by deposit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  durationMs,
  fastestPerMinute,
  longestWaitMs,
  type Mailing,
  safeWaitMs,
} from '../../src/domain/dry-run.ts'
import type { Lane } from '../../src/domain/queue.ts'

function lane(waiting: number): Lane {
  return {
    partnerAccount: 'default',
    campaignId: String(waiting),
    heldSince: null,
    waiting,
    samples: [0],
    newest: 0,
  }
}

function mailing(links: number, change: Partial<Mailing> = {}): Mailing {
  return { links, perSecond: 10, ahead: 0, others: [], ...change }
}

/** Plays the queue: everybody joins when the mail arrives, lanes take turns. Longest wait and end, in milliseconds. */
function play({ links, perSecond, ahead, others }: Mailing, perMinute: number | null) {
  const step = 1_000 / perSecond
  const arrivals = Array.from({ length: links }, (_, at) =>
    perMinute === null ? 0 : ((at + 1) * 60_000) / perMinute,
  )
  const waiting = others.map(({ waiting }) => waiting)
  let now = ahead * step
  let longest = 0
  let served = 0
  while (served < links) {
    for (const [index, left] of waiting.entries()) {
      if (left === 0) continue
      waiting[index] = left - 1
      now += step
    }
    const arrival = arrivals[served] ?? 0
    if (arrival > now && waiting.some(left => left > 0)) continue
    now = Math.max(now, arrival) + step
    longest = Math.max(longest, now - arrival)
    served++
  }
  return { longest, end: now }
}

test('without anybody else, the pace of the account is safe for any number, and a few may all go at once', () => {
  assert.equal(fastestPerMinute(mailing(600), safeWaitMs), null)
  assert.equal(fastestPerMinute(mailing(1_200), safeWaitMs), 1_200)
  assert.equal(fastestPerMinute(mailing(1_000_000), safeWaitMs), 600)
  assert.equal(longestWaitMs(mailing(1_000_000), null), 100_000_000)
  assert.equal(durationMs(mailing(6_000), 60), 6_000_100)
})

test('one more mail a minute than the fastest would keep somebody waiting for too long', () => {
  const big = mailing(100_000)
  const fastest = fastestPerMinute(big, safeWaitMs) ?? 0
  assert.ok(longestWaitMs(big, fastest) <= safeWaitMs)
  assert.ok(longestWaitMs(big, fastest + 1) > safeWaitMs)
})

const anyMailing = fc.record({
  links: fc.integer({ min: 1, max: 3_000 }),
  perSecond: fc.constantFrom(1, 9.6, 10, 50),
  ahead: fc.integer({ min: 0, max: 40 }),
  others: fc.array(fc.integer({ min: 1, max: 2_000 }).map(lane), { maxLength: 3 }),
})

test('nobody who is played waits longer than the model says, and the model is not far off', () => {
  fc.assert(
    fc.property(anyMailing, fc.option(fc.integer({ min: 1, max: 6_000 })), (mailing, perMinute) => {
      const step = 1_000 / mailing.perSecond
      const said = longestWaitMs(mailing, perMinute)
      const { longest, end } = play(mailing, perMinute)
      // Each lane's turn, and the own call, are what the model rounds away.
      const slack = step * (mailing.others.length + 2)
      assert.ok(longest <= said + slack, `played ${longest}, said ${said}`)
      assert.ok(end <= durationMs(mailing, perMinute) + slack, `played until ${end}`)
    }),
    { numRuns: 300 },
  )
})

test('at the fastest safe speed nobody who is played waits longer than a minute and its turn', () => {
  fc.assert(
    fc.property(anyMailing, mailing => {
      const first = ((mailing.ahead + 1) * 1_000) / mailing.perSecond
      fc.pre(first < safeWaitMs)
      const fastest = fastestPerMinute(mailing, safeWaitMs)
      const slack = (1_000 / mailing.perSecond) * (mailing.others.length + 2)
      assert.ok(play(mailing, fastest).longest <= safeWaitMs + slack)
    }),
    { numRuns: 300 },
  )
})
