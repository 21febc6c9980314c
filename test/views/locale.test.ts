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
  formatTimeLeft,
  type Locale,
  locales,
  pluralOf,
} from '../../views/locale.ts'
import { parseTimeLeft } from '../helpers/time-left.ts'

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

test('a time left is told in words, and never as nothing', () => {
  const told = (seconds: number) => formatTimeLeft(english, seconds * 1_000)
  const pairs: ReadonlyArray<readonly [number, string]> = [
    [0, '5 seconds'],
    [31, '30 seconds'],
    [59, '1 minute'],
    [62, '1 minute'],
    [98, '1 minute, 40 seconds'],
    [142, '2 minutes, 20 seconds'],
    [596, '10 minutes'],
    [719, '12 minutes'],
    [3_590, '1 hour'],
    [5_150, '1 hour, 25 minutes'],
    [86_500, '1 day'],
    [100_000, '1 day, 4 hours'],
  ]
  for (const [seconds, words] of pairs) assert.equal(told(seconds), words)
  assert.equal(formatTimeLeft(german, 142_000), '2 Minuten, 20 Sekunden')
})

test('what the page says is at most a tenth off what is known, from 30 seconds on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30_000, max: 30 * 86_400_000 }), ms => {
      const words = formatTimeLeft(english, ms)
      assert.ok(Math.abs(parseTimeLeft(words) - ms) < 0.09 * ms, `${words} for ${ms} ms`)
    }),
  )
})

test('a number takes the form of the message that its language has for it', () => {
  const forms = { one: 'claim', few: 'some claims', other: 'claims' }
  const [polish, hebrew] = [
    { ...english, tag: 'pl' },
    { ...english, tag: 'he' },
  ]
  assert.deepEqual(
    [0, 1, 2, 1_000].map(count => pluralOf(english, forms, count)),
    ['claims', 'claim', 'claims', 'claims'],
  )
  assert.equal(pluralOf(polish, forms, 3), 'some claims')
  assert.equal(pluralOf(hebrew, forms, 2), 'claims', 'a form that is missing')
})

test('each of more time zones than are remembered is told in its own time, in every language and again', () => {
  const time = new Date('2026-07-01T12:30:00Z')
  const hour = (timeZone: string) =>
    new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit', timeZone }).format(time)
  const zones = Intl.supportedValuesOf('timeZone')
  assert.ok(zones.length > 200)
  for (const zone of [...zones, ...zones]) {
    assert.ok(formatTime(english, time, zone).includes(hour(zone)), zone)
    assert.match(formatTime(german, time, zone), /^(30\. Juni|1\. Juli|2\. Juli) 2026/)
  }
})
