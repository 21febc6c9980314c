/** Money: decimals in and out, and everything that is no amount. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DomainError } from '../../src/domain/errors.ts'
import { parseMoney, toDecimal, toMinor } from '../../src/domain/money.ts'

const twoDecimals = ['USD', 'EUR', 'GBP', 'CAD', 'TRY', 'AED', 'ZAR', 'EGP', 'SGD']
const amountMinor = fc.integer({ min: 1, max: 99_999_999_999 })

test('what toDecimal writes, parseMoney reads back as the same money', () => {
  fc.assert(
    fc.property(amountMinor, fc.constantFrom('JPY', ...twoDecimals), (amountMinor, currency) => {
      const money = { amountMinor, currency }
      assert.deepEqual(parseMoney(toDecimal(money), currency), money)
    }),
  )
})

test('toDecimal writes exactly two decimals, and none for yen', () => {
  fc.assert(
    fc.property(fc.nat({ max: 99_999_999_999 }), amountMinor => {
      assert.match(toDecimal({ amountMinor, currency: 'USD' }), /^\d+\.\d\d$/)
      assert.match(toDecimal({ amountMinor, currency: 'JPY' }), /^\d+$/)
    }),
  )
  assert.equal(toDecimal({ amountMinor: 5, currency: 'USD' }), '0.05')
  assert.equal(toDecimal({ amountMinor: 50, currency: 'USD' }), '0.50')
  assert.equal(toDecimal({ amountMinor: 2500, currency: 'USD' }), '25.00')
  assert.equal(toDecimal({ amountMinor: 500, currency: 'JPY' }), '500')
})

test('an amount never passes through floating point', () => {
  for (const [text, minor] of [
    ['0.29', 29],
    ['1.15', 115],
    ['4.35', 435],
    ['8.2', 820],
    ['1234567.89', 123456789],
  ] as const) {
    assert.equal(parseMoney(text, 'USD').amountMinor, minor, text)
  }
})

test('25, 25.0 and 25.00 are the same amount, with or without blanks around', () => {
  for (const text of ['25', '25.0', '25.00', ' 25.00 '])
    assert.equal(parseMoney(text, 'USD').amountMinor, 2500)
  assert.equal(parseMoney('500', 'JPY').amountMinor, 500)
})

const bad = [
  ...[
    '',
    ' ',
    '0',
    '0.00',
    '00',
    '-1',
    '+1',
    '-0',
    '1e3',
    '1E3',
    '0x10',
    '25.',
    '.5',
    '.',
    '1,50',
    '1,000',
    '1,000.00',
  ],
  ...[
    '1 000',
    '1_000',
    "1'000",
    '1.2.3',
    '25.001',
    '25.009',
    'NaN',
    'Infinity',
    'null',
    '$25',
    '25 USD',
    '２５',
    '٢٥',
  ],
  ...['25\n26', '1'.repeat(13), '1'.repeat(400), '25.0000000', '0.001'],
]
for (const text of bad) {
  test(`${JSON.stringify(text.slice(0, 20))} is no amount in dollars`, () => {
    assert.throws(() => parseMoney(text, 'USD', 'budget'), invalidInputNaming('budget'))
  })
}

test('yen have no decimals', () => {
  for (const text of ['500.5', '0.5', '500.01'])
    assert.throws(() => parseMoney(text, 'JPY'), DomainError, text)
})

test('three digits after the point are refused even when they are zeros, because they may be meant as thousands', () => {
  assert.throws(() => parseMoney('1.000', 'EUR'), DomainError)
  assert.throws(() => parseMoney('1.000', 'JPY'), DomainError)
  assert.throws(() => parseMoney('500.00', 'JPY'), DomainError)
})

test('a currency that no marketplace uses is a bug, not an amount', () => {
  for (const currency of ['XXX', 'usd', '', 'CHF']) assert.throws(() => parseMoney('25', currency), /bug/)
})

test('random text is an amount only in the one written form', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,eE+ -]{0,12}$/)), text => {
      const read = attempt(() => parseMoney(text, 'USD'))
      if (read) assert.match(text.trim(), /^\d{1,12}(\.\d{1,6})?$/)
      assert.ok(!read || (Number.isSafeInteger(read.amountMinor) && read.amountMinor > 0))
    }),
  )
})

test('toMinor ignores trailing zeros and nothing else', () => {
  fc.assert(
    fc.property(amountMinor, fc.nat({ max: 4 }), (amountMinor, zeros) => {
      const decimal = toDecimal({ amountMinor, currency: 'USD' })
      assert.equal(toMinor(decimal + '0'.repeat(zeros), 2), amountMinor)
      assert.equal(toMinor(`${decimal}1`, 2), null)
    }),
  )
})

function attempt<T>(run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error))
    return null
  }
}

function invalidInputNaming(field: string) {
  return (error: unknown) =>
    error instanceof DomainError && error.code === 'invalid-input' && error.message.startsWith(`${field}:`)
}
