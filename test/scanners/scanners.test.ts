/** Scanners of ten kinds over every link: nothing is loaded, every link is still good, and none is taken for a person. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letScannersLoose } from './rounds.ts'

test('ten kinds of scanners change nothing and are nobody', async t => {
  const links = 8
  const left = await letScannersLoose(t, links, () => {})
  assert.deepEqual(left, {
    kinds: 10,
    links,
    loads: 0,
    deposits: 0,
    good: links,
    // Only the Chromium that hides what it is looks like somebody's browser.
    opened: { machines: links, browsers: links, people: 0 },
  })
})
