/** How the words of a source are read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAccount, readCurrency, readRequestId, readTime } from '../../src/domain/amazon-record.ts'

const times: ReadonlyArray<readonly [string, string]> = [
  ['2026-11-27', '2026-11-27T00:00:00.000Z'],
  ['2026-11-27T16:39', '2026-11-27T16:39:00.000Z'],
  ['2026-11-27 16:39:07', '2026-11-27T16:39:07.000Z'],
  ['2026-11-27T16:39:07.123Z', '2026-11-27T16:39:07.123Z'],
  ['2026-11-27T16:39:07+02:00', '2026-11-27T14:39:07.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2026-12-31T23:30-02:00', '2027-01-01T01:30:00.000Z'],
  ['Mon Sep 22 16:39:07 UTC 2014', '2014-09-22T16:39:07.000Z'],
]
for (const [text, expected] of times) {
  test(`${text} is ${expected}, wherever this runs`, () =>
    assert.equal(readTime(text, 'at').toISOString(), expected))
}

test('what is no time is refused by name of its field', () => {
  for (const text of [
    '',
    '27/11/2026',
    '2026-13-01',
    '1764261547',
    'tomorrow',
    '2026-11-27T25:00:00Z',
    '=NOW()',
    '2026-02-29',
    '2026-02-31',
    '2026-04-31T10:00:00Z',
    '2026-11-00',
    'Tue Feb 31 16:39:07 UTC 2026',
  ])
    assert.throws(() => readTime(text, 'column "When"'), /^Error: column "When": is not a time/, text)
})

test('an identifier is visible ASCII; an account may be missing', () => {
  assert.equal(readRequestId('Emul17KQ2', 'id'), 'Emul17KQ2')
  assert.equal(readAccount('', 'account'), null)
  for (const text of ['', 'a b', 'a\0b', 'a\u001b[31m', 'ä', 'x'.repeat(101)])
    assert.throws(
      () => readRequestId(text, 'id'),
      /^Error: id: must be 1 to 100 visible/,
      JSON.stringify(text),
    )
})

test('only a currency of some marketplace is one', () => {
  assert.equal(readCurrency('JPY', 'c'), 'JPY')
  for (const text of ['', 'usd', 'XXX', 'US$'])
    assert.throws(() => readCurrency(text, 'c'), /^Error: c: is not the code of a currency/)
})
