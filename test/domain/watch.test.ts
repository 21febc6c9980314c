/** Claims over time without gaps, places of links that add up, and money that does or says that it does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Campaign } from '../../src/domain/campaign.ts'
import { barsOf } from '../../src/domain/claims-over-time.ts'
import type { DepositState } from '../../src/domain/deposit.ts'
import { funnelOf, moneyOf, type Tally } from '../../src/domain/watch.ts'

const claim = (part: string, state: DepositState = 'deposited', count = 1) => ({
  part,
  state,
  count,
  amountMinor: count * 2_500,
})
const campaign = (closesAt: string, state: Campaign['state'] = 'live') =>
  ({ state, opensAt: new Date('2026-01-01'), closesAt: new Date(closesAt) }) as Campaign

const tally: Tally = {
  links: 107,
  issuing: { count: 4, amountMinor: 10_000 },
  expired: { count: 3, amountMinor: 7_500 },
  paused: 4,
  revoked: 5,
  worthMinor: 102 * 2_500,
  reserved: { count: 1, amountMinor: 2_500 },
  claims: [
    claim('2026-11-01', 'deposited', 30),
    claim('2026-11-02', 'pending', 3),
    claim('2026-11-02', 'refused', 2),
  ],
  opened: { machines: 90, browsers: 60, people: 40, signedIn: 38 },
}

test('days without a claim are drawn too, over the end of a month and until today', () => {
  const bars = barsOf([claim('2026-02-26'), claim('2026-03-02', 'review')], 'day', '2026-03-09')
  assert.deepEqual(
    bars.map(({ part }) => part.slice(5)),
    [
      '02-26',
      '02-27',
      '02-28',
      '03-01',
      '03-02',
      '03-03',
      '03-04',
      '03-05',
      '03-06',
      '03-07',
      '03-08',
      '03-09',
    ],
  )
  assert.deepEqual(bars[4], { part: '2026-03-02', deposited: 0, waiting: 0, undone: 1 })
})

test('hours are an hour apart, and a few before the first claim keep one bar from being a block', () => {
  const hour = (number: number) => String(1_764_547_200 + number * 3_600)
  const bars = barsOf([claim(hour(0)), claim(hour(0), 'sending', 2), claim(hour(2))], 'hour', null)
  assert.equal(bars.length, 12)
  assert.deepEqual(
    bars.slice(-4).map(({ part }) => part),
    [hour(-1), hour(0), hour(1), hour(2)],
  )
  assert.deepEqual(bars.at(-3), { part: hour(0), deposited: 1, waiting: 2, undone: 0 })
})

test('without claims there is nothing to draw', () => assert.deepEqual(barsOf([], 'hour', '3600'), []))

test('each link is in one place: what nobody claimed expires with the campaign', () => {
  const open = funnelOf(tally, campaign('2099-01-01'), new Date('2026-11-02'))
  assert.deepEqual([open.unclaimed, open.paused, open.expired], [56, 4, 3])
  const over = funnelOf(tally, campaign('2026-11-02'), new Date('2026-11-02'))
  assert.deepEqual([over.unclaimed, over.paused, over.expired], [0, 0, 63])
  const ended = funnelOf(tally, campaign('2099-01-01', 'ended'), new Date('2026-11-02'))
  assert.equal(ended.expired, 63)
  const { deposited, waiting, review, refused, revoked, unclaimed, paused, expired } = open
  assert.equal(deposited + waiting + review + refused + revoked + unclaimed + paused + expired, open.issued)
})

test('what is spent, reserved and left is the budget', () => {
  const money = moneyOf(tally, { budgetMinor: 100_000, grantedMinor: 34 * 2_500 })
  assert.equal(money.spent + money.reserved + money.left, money.budget)
  assert.deepEqual([money.reserved, money.released, money.addsUp], [10_000, 5_000, true])
  // 102 links are not revoked, 35 are claimed, one is kept for a successor, four are not ready, three are over: 59 may be claimed.
  assert.equal(money.beyond, 59 * 2_500 - 15_000)
  assert.equal(moneyOf(tally, { budgetMinor: 100_000, grantedMinor: 34 * 2_500 + 1 }).addsUp, false)
})
