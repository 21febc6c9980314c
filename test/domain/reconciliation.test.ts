/** What two sides of one request id differ in, and what closes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Closing, compare, type Known, type Ours } from '../../src/domain/reconciliation.ts'

const id = 'Emul1X'
const ours = (state: Ours['state'], changes: Partial<Ours> = {}): Ours => ({
  claimLinkId: 'X',
  state,
  amountMinor: 2500,
  currency: 'USD',
  accountHash: 'jane',
  ...changes,
})
const known = (changes: Partial<Known> = {}): Known => ({
  requestId: id,
  amountMinor: 2500,
  currency: 'USD',
  accountHash: 'jane',
  at: null,
  times: 1,
  ...changes,
})

type Case = readonly [
  what: string,
  ours: Ours | null,
  known: Known | null,
  kinds: readonly string[],
  closing: Closing | null,
]
const cases: readonly Case[] = [
  ['both deposited', ours('deposited'), known(), [], null],
  ['deposited, unknown', ours('deposited'), null, ['unknown-at-amazon'], null],
  ['pending, unknown', ours('pending'), null, [], null],
  ['review, unknown', ours('review'), null, [], null],
  ['pending, applied', ours('pending'), known(), ['not-deposited-here'], 'deposit'],
  ['sending, applied', ours('sending'), known(), ['not-deposited-here'], 'deposit'],
  ['review, applied', ours('review'), known(), ['not-deposited-here'], 'deposit'],
  ['refused, applied', ours('refused'), known(), ['not-deposited-here'], 'deposit'],
  [
    'pending, other amount',
    ours('pending'),
    known({ amountMinor: 1 }),
    ['not-deposited-here', 'amount'],
    'review',
  ],
  [
    'sending, other account',
    ours('sending'),
    known({ accountHash: 'john' }),
    ['not-deposited-here', 'account'],
    'review',
  ],
  ['review, other amount', ours('review'), known({ amountMinor: 1 }), ['not-deposited-here', 'amount'], null],
  [
    'refused, other currency',
    ours('refused'),
    known({ currency: 'CAD' }),
    ['not-deposited-here', 'currency'],
    'review',
  ],
  ['account here unknown', ours('deposited', { accountHash: null }), known(), [], null],
  ['account there unknown', ours('pending'), known({ accountHash: null }), ['not-deposited-here'], 'deposit'],
  ['unclaimed, applied', ours('unclaimed', { accountHash: null }), known(), ['unclaimed-here'], 'claim'],
  [
    'unclaimed, other amount',
    ours('unclaimed'),
    known({ amountMinor: 1 }),
    ['unclaimed-here', 'amount'],
    'claim',
  ],
  ['revoked, applied', ours('revoked'), known(), ['revoked-here'], null],
  ['rehearsal, applied', ours('rehearsal'), known(), ['revoked-here'], null],
  ['no link', null, known(), ['no-link-here'], null],
  ['no link, twice', null, known({ times: 2 }), ['no-link-here', 'applied-twice'], null],
  ['deposited, twice', ours('deposited'), known({ times: 2 }), ['applied-twice'], null],
  ['unclaimed, twice', ours('unclaimed'), known({ times: 3 }), ['unclaimed-here', 'applied-twice'], 'claim'],
]
for (const [what, one, other, kinds, closing] of cases) {
  test(`${what}: ${kinds.join(' and ') || 'no difference'}, closed by ${closing ?? 'nothing'}`, () => {
    const found = compare(id, one, other)
    assert.deepEqual(
      found.map(({ kind }) => kind),
      kinds,
    )
    assert.deepEqual(
      new Set(found.map(difference => difference.closing)),
      new Set(kinds.length > 0 ? [closing] : []),
    )
    assert.ok(found.every(({ todo }) => todo.length > 0))
  })
}

test('only a difference that closing ends is said to be closed', () => {
  const found = compare(id, ours('unclaimed'), known({ amountMinor: 1, times: 2 }))
  assert.deepEqual(
    found.map(({ todo }) => /--close/.test(todo)),
    [true, false, false],
  )
})
