/** What proves to a restored database that nothing is forgotten any more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoProof } from '../../src/domain/restore-proof.ts'

const held = new Date('2026-11-27T10:00:00Z')
const before = new Date('2026-11-27T09:59:59Z')
const whole = { since: null, until: null, reaches: held, heldSince: held, newestSend: before }
const lost = { kind: 'no-link-here', count: 2 } as const

test('a comparison of everything until the hold began, without a difference, is a proof', () => {
  assert.equal(whyNoProof(whole, [], 0), null)
  assert.equal(whyNoProof({ ...whole, newestSend: null }, [], 0), null)
})

test('a period, a source that ends before the hold or the newest send, or that tells no end is none', () => {
  assert.match(String(whyNoProof({ ...whole, since: before }, [], 0)), /without --since and --until/)
  assert.match(String(whyNoProof({ ...whole, until: held }, [], 0)), /without --since and --until/)
  assert.match(String(whyNoProof({ ...whole, reaches: before }, [], 0)), /until 2026-11-27T09:59:59.000Z/)
  const later = new Date('2026-11-27T10:00:01Z')
  assert.match(String(whyNoProof({ ...whole, newestSend: later }, [], 0)), /must do so until .*10:00:01/)
  assert.match(String(whyNoProof({ ...whole, reaches: null }, [], 0)), /nobody knows until when/)
})

test('loads of lost links are no proof until somebody says how many they are; no other difference is', () => {
  const both = [lost, { ...lost, count: 1 }]
  assert.match(String(whyNoProof(whole, both, 0)), /3 loads belong to no link here.*--lost-links 3/)
  assert.match(String(whyNoProof(whole, both, 2)), /--lost-links 3/)
  assert.equal(whyNoProof(whole, both, 3), null)
  assert.match(String(whyNoProof(whole, [], 3)), /0 loads/)
  const other = { kind: 'unclaimed-here', count: 1 } as const
  assert.match(String(whyNoProof(whole, [lost, other], 2)), /difference: unclaimed-here/)
})
