/** The chain of a deposit's log: nothing in it can change, go or come unseen. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { chainHash, chainStart, type DepositEvent, eventPayload } from '../../src/domain/deposit-event.ts'

const event: DepositEvent = {
  claimLinkId: '7KQ2M9XA0123456789ABCDEFGH',
  sequence: 1,
  type: 'consented',
  at: new Date('2026-03-01T12:00:00.123Z'),
  detail: { bodySha256: 'ab', attempt: 1, late: false, status: null },
}

const head = (payloads: readonly string[]) => payloads.reduce(chainHash, chainStart).toString('hex')

test('the stored bytes are the entry as JSON with its time in UTC to the millisecond', () => {
  assert.deepEqual(JSON.parse(eventPayload(event)), { ...event, at: '2026-03-01T12:00:00.123Z' })
})

test('an entry hashes the previous 32 bytes and the payload, starting from zeros', () => {
  assert.deepEqual(chainStart, Buffer.alloc(32))
  const first = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(32), Buffer.from('é')]))
    .digest()
  assert.deepEqual(chainHash(chainStart, 'é'), first)
  assert.deepEqual(
    chainHash(first, 'b'),
    createHash('sha256')
      .update(Buffer.concat([first, Buffer.from('b')]))
      .digest(),
  )
})

test('every field of an entry is covered by its hash', () => {
  const changes: Partial<DepositEvent>[] = [
    { claimLinkId: '7KQ2M9XA0123456789ABCDEFGJ' },
    { sequence: 2 },
    { type: 'deposited' },
    { at: new Date('2026-03-01T12:00:00.124Z') },
    { detail: { ...event.detail, attempt: 2 } },
    { detail: {} },
  ]
  const hashes = [event, ...changes.map(change => ({ ...event, ...change }))].map(each =>
    head([eventPayload(each)]),
  )
  assert.equal(new Set(hashes).size, hashes.length)
})

test('changing, dropping, inserting or swapping entries changes the head', () => {
  const payloads = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(payloads, fc.nat(), fc.string({ minLength: 1 }), (entries, seed, text) => {
      const at = seed % (entries.length - 1)
      const swapped = entries.with(at, entries[at + 1] ?? '').with(at + 1, entries[at] ?? '')
      const forged = [
        entries.toSpliced(at, 1),
        entries.toSpliced(at, 0, text),
        entries.with(at, `${entries[at]}x`),
        swapped,
      ]
      for (const other of forged) assert.notEqual(head(other), head(entries))
    }),
  )
})
