/**
 * The place in line that people are told, on short lines, when no other test runs; `npm run bench:status` holds times to
 * account, on long ones.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureAccuracy } from '../status/accuracy.ts'

for (const [name, lanes] of [
  ['one lane', [250]],
  ['two lanes in turn', [180, 80]],
] as const) {
  test(`the place is right within a tenth for 95 % of those who have 150 before them, in ${name}`, async t => {
    const { places, times } = await measureAccuracy(t, { lanes, later: 50, callsPerSecond: 200, fewest: 150 })
    t.diagnostic(JSON.stringify({ places, times }))
    assert.ok(places.people > 50, `${places.people} people`)
    assert.ok(places.within >= 0.95, `${Math.round(100 * places.within)} % within a tenth`)
  })
}
