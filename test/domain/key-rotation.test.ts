/** Where the rotation of a key stands, by what is known of both. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RotatedKey, rotationSteps } from '../../src/domain/key-rotation.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 12, minute))
const facts = { firstSeenAt: at(0), createdAt: null, provenAt: null, refusedAt: null, switchedAt: null }
const key = (change: Partial<RotatedKey> = {}, more: Partial<RotatedKey['facts']> = {}): RotatedKey => ({
  loadedBy: 2,
  processes: 2,
  chosen: false,
  signedBy: 0,
  ...change,
  facts: { ...facts, ...more },
})
const signs = { chosen: true, signedBy: 2 }

const cases: ReadonlyArray<readonly [now: string, old: RotatedKey, fresh: RotatedKey | null]> = [
  ['create', key(signs), null],
  ['load', key(signs), key({ loadedBy: 1 })],
  ['prove', key(signs), key()],
  ['prove', key(), key(signs, { provenAt: at(1), refusedAt: at(2) })],
  ['switch', key(signs), key({}, { provenAt: at(1) })],
  ['switch', key(), key({ chosen: true, signedBy: 1 }, { provenAt: at(1) })],
  ['deactivate', key(), key(signs, { provenAt: at(1) })],
  ['validate', key({}, { refusedAt: at(2) }), key(signs, { provenAt: at(1) })],
  ['delete', key({}, { refusedAt: at(2) }), key(signs, { provenAt: at(3) })],
]

test('the step to be done now is the first that is not done by all processes', () => {
  for (const [now, old, fresh] of cases)
    assert.equal(rotationSteps({ old, fresh }).find(({ state }) => state === 'now')?.name, now)
})
