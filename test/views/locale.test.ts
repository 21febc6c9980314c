/** Amounts, times and countries as people read them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findMarketplace, marketplaceCodes, minorDigits } from '../../src/domain/marketplace.ts'
import { toDecimal } from '../../src/domain/money.ts'
import {
  countryName,
  formatDeadline,
  formatMoney,
  formatTime,
  type Locale,
  locales,
} from '../../views/locale.ts'

const [english] = locales
const german: Locale = { ...english, tag: 'de' }
const japanese: Locale = { ...english, tag: 'ja' }
const currencies = [...new Set(marketplaceCodes.map(code => findMarketplace(code)?.currency ?? ''))]

test('yen have no decimals, dollars two', () => {
  assert.equal(formatMoney(english, { amountMinor: 500, currency: 'JPY' }), '¥500')
  assert.equal(formatMoney(english, { amountMinor: 123_456, currency: 'JPY' }), '¥123,456')
  assert.equal(formatMoney(english, { amountMinor: 2500, currency: 'USD' }), '$25.00')
  assert.equal(formatMoney(english, { amountMinor: 5, currency: 'USD' }), '$0.05')
})

test('each language writes amounts its own way', () => {
  assert.equal(
    formatMoney(german, { amountMinor: 123_450, currency: 'EUR' }).replaceAll('\u00a0', ' '),
    '1.234,50 €',
  )
  assert.match(formatMoney(japanese, { amountMinor: 500, currency: 'JPY' }), /^[¥￥]500$/)
})

test('the digits on the page are those of the amount, in every currency', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999_999_999 }),
      fc.constantFrom(...currencies),
      (amountMinor, currency) => {
        const shown = formatMoney(english, { amountMinor, currency })
        assert.equal(shown.replaceAll(/[^\d.]/g, ''), toDecimal({ amountMinor, currency }))
        assert.equal(shown.includes('.'), minorDigits(currency) > 0)
      },
    ),
  )
})

test('dollars of different countries read differently', () => {
  const shown = ['USD', 'CAD', 'AUD', 'SGD', 'MXN'].map(currency =>
    formatMoney(english, { amountMinor: 2500, currency }),
  )
  assert.equal(new Set(shown).size, shown.length)
})

test('a time is told in the time zone of the campaign, and with its name', () => {
  const time = new Date('2026-12-31T17:00:00Z')
  assert.equal(
    formatTime(english, time, 'Europe/Berlin').replaceAll('\u202f', ' '),
    'December 31, 2026 at 6:00 PM GMT+1',
  )
  assert.match(formatTime(english, time, 'Asia/Tokyo'), /^January 1, 2027 at 2:00\sAM GMT\+9$/)
})

test('a deadline at midnight is told as the last minute of the day before', () => {
  const midnight = new Date('2026-12-31T23:00:00Z')
  assert.match(formatDeadline(english, midnight, 'Europe/Berlin'), /^December 31, 2026 at 11:59\sPM/)
  assert.match(formatDeadline(english, midnight, 'UTC'), /^December 31, 2026 at 11:00\sPM/)
  assert.match(
    formatDeadline(english, new Date('2026-12-31T23:30:00Z'), 'Asia/Kolkata'),
    /^January 1, 2027 at 5:00\sAM/,
  )
})

test('every marketplace has a country with a name', () => {
  for (const code of marketplaceCodes) {
    const country = findMarketplace(code)?.country ?? ''
    assert.ok(countryName(english, country).length > 3, code)
  }
  assert.equal(countryName(german, 'DE'), 'Deutschland')
})
