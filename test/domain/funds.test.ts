/** How long funds last against how long a payment takes: table cases around weekends, and what is never short. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addBusinessDays, calendarDays } from '../../src/domain/business-day.ts'
import { type Funding, fundsState } from '../../src/domain/funds.ts'

const at = (day: string) => new Date(`${day}T10:00:00Z`)
const wire: Funding = { payment: 'wire', marginDays: 2, matchingId: null, required: false }

test('business days leave out Saturday and Sunday and keep the time of day', () => {
  // 2026-11-27 is a Friday.
  const cases = [
    ['2026-11-25', 2, '2026-11-27'],
    ['2026-11-27', 0, '2026-11-27'],
    ['2026-11-27', 1, '2026-11-30'],
    ['2026-11-27', 2, '2026-12-01'],
    ['2026-11-28', 1, '2026-11-30'],
    ['2026-11-29', 5, '2026-12-04'],
  ] as const
  for (const [from, days, to] of cases) assert.deepEqual(addBusinessDays(at(from), days), at(to), from)
  assert.equal(calendarDays(at('2026-11-27'), 3), 5)
})

test('funds are short from the day on which a payment would come too late, its margin included', () => {
  // On a Wednesday a wire takes 2 days, on a Friday 4; the margin is 2.
  const cases = [
    ['2026-11-25', 400, 100, { daysLeft: 4, neededDays: 4, short: false }],
    ['2026-11-25', 399, 100, { daysLeft: 3, neededDays: 4, short: true }],
    ['2026-11-27', 500, 100, { daysLeft: 5, neededDays: 6, short: true }],
    ['2026-11-27', 600, 100, { daysLeft: 6, neededDays: 6, short: false }],
    ['2026-11-27', 1, 0, { daysLeft: null, neededDays: 6, short: false }],
    ['2026-11-27', 0, 0, { daysLeft: 0, neededDays: 6, short: true }],
  ] as const
  for (const [day, fundsMinor, burnMinor, expected] of cases) {
    const { daysLeft, neededDays, short } = fundsState(wire, { fundsMinor, burnMinor }, at(day))
    assert.deepEqual({ daysLeft, neededDays, short }, expected, `${day} ${fundsMinor}`)
  }
  const ach = fundsState({ ...wire, payment: 'ach' }, { fundsMinor: 400, burnMinor: 100 }, at('2026-11-25'))
  assert.deepEqual([ach.neededDays, ach.short], [7, true])
})

test('nothing is short where the funds are not known or are paid for afterwards', () => {
  const unknown = fundsState(wire, { fundsMinor: null, burnMinor: 100 }, at('2026-11-27'))
  assert.deepEqual([unknown.daysLeft, unknown.short], [null, false])
  const postpay = { ...wire, payment: 'postpay' } as const
  assert.equal(fundsState(postpay, { fundsMinor: 0, burnMinor: 100 }, at('2026-11-27')).short, false)
})
