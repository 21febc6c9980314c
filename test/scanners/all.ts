/** `npm run test:scanners`: the same over a thousand links. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letScannersLoose } from './rounds.ts'

test('ten kinds of scanners over 1,000 links', { timeout: 3_600_000 }, async t => {
  const left = await letScannersLoose(t, 1_000, text => console.log(text))
  console.log(JSON.stringify(left, null, 2))
  const { kinds, links, loads, deposits, good, opened } = left
  assert.deepEqual(
    { kinds, loads, deposits, good, people: opened.people },
    {
      kinds: 10,
      loads: 0,
      deposits: 0,
      good: links,
      people: 0,
    },
  )
})
