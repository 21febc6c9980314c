/** What proves to a restored database that nothing is forgotten any more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Compared, whyNoProof } from '../../src/domain/restore-proof.ts'

const restoredAt = new Date('2026-11-27T10:00:00Z')
const before = new Date('2026-11-27T09:59:59Z')
const whole: Compared = {
  since: null,
  until: null,
  reaches: restoredAt,
  statusWords: [{ word: 'Refused', count: 3, named: true }],
  restoredAt,
  hold: 'restore',
  newestLoad: before,
}
const lost = { kind: 'no-link-here', count: 2 } as const

test('a comparison of everything until the hold began, without a difference, is a proof', () => {
  assert.equal(whyNoProof(whole, [], 0), null)
  assert.equal(whyNoProof({ ...whole, newestLoad: null }, [], 0), null)
})

test('a period, and a source that ends before the restore or tells no end, are none', () => {
  assert.match(String(whyNoProof({ ...whole, since: before }, [], 0)), /without --since and --until/)
  assert.match(String(whyNoProof({ ...whole, until: restoredAt }, [], 0)), /without --since and --until/)
  assert.match(String(whyNoProof({ ...whole, reaches: before }, [], 0)), /until 2026-11-27T09:59:59.000Z/)
  assert.match(String(whyNoProof({ ...whole, reaches: null }, [], 0)), /nobody has said until when/)
})

test('a word of the status that nobody has said the meaning of is none', () => {
  const statusWords = [{ word: 'COMPLETED', count: 1, named: false }, ...whole.statusWords]
  assert.match(
    String(whyNoProof({ ...whole, statusWords }, [], 0)),
    /nobody has said what they mean: COMPLETED 1; name each of them in --applied or in --not-applied$/,
  )
})

test('a load after the hold began says that somebody still sends, and later that everything goes on', () => {
  const newestLoad = new Date('2026-11-27T10:06:00Z')
  assert.match(String(whyNoProof({ ...whole, newestLoad }, [], 0)), /another process still sends/)
  assert.equal(whyNoProof({ ...whole, newestLoad, hold: null }, [], 0), null)
})

test('loads that nothing closes are no proof until somebody says how many they are; what can be paid is none', () => {
  const both = [lost, { kind: 'revoked-here', count: 1 } as const]
  assert.match(String(whyNoProof(whole, both, 0)), /3 loads belong to no link.*--unclosed 3/)
  assert.match(String(whyNoProof(whole, both, 2)), /--unclosed 3/)
  assert.equal(whyNoProof(whole, both, 3), null)
  assert.match(String(whyNoProof(whole, [], 3)), /0 loads/)
  const settled = (['amount', 'currency', 'account', 'applied-twice'] as const).map(kind => ({
    kind,
    count: 1,
  }))
  assert.equal(whyNoProof(whole, settled, 0), null, 'it is known here, and paid once')
  for (const kind of ['unclaimed-here', 'not-deposited-here', 'unknown-at-amazon'] as const)
    assert.match(String(whyNoProof(whole, [lost, { kind, count: 1 }], 2)), new RegExp(`difference: ${kind}`))
})
