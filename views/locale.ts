/** How one language shows amounts, times and countries, beside its messages. */

import type { TimeUnit } from '../src/domain/claims-over-time.ts'
import { minorDigits } from '../src/domain/marketplace.ts'
import type { Money } from '../src/domain/money.ts'
import { en } from './messages/en.ts'

export type Messages = typeof en

/** One message in the forms that its language has for numbers. */
export type Plural<Form> = { readonly [category in Intl.LDMLPluralRule]?: Form } & { readonly other: Form }

export type Locale = {
  /** BCP 47 tag, as browsers send it in Accept-Language. */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  readonly messages: Messages
}

/** The first is the fallback for readers of any other language. */
export const locales: readonly [Locale, ...Locale[]] = [{ tag: 'en', direction: 'ltr', messages: en }]

export function formatMoney({ tag }: Locale, { amountMinor, currency }: Money): string {
  return moneyFormat(tag, currency).format(amountMinor / 10 ** minorDigits(currency))
}

const moneyFormat = kept(
  (tag, currency) =>
    new Intl.NumberFormat(tag, {
      style: 'currency',
      currency,
      minimumFractionDigits: minorDigits(currency),
    }),
)

export function formatCount({ tag }: Locale, count: number): string {
  return countFormat(tag).format(count)
}

const countFormat = kept(tag => new Intl.NumberFormat(tag))

/** The form of a message that fits the number: `1 claim is`, `2 claims are`. */
export function pluralOf<Form>({ tag }: Locale, forms: Plural<Form>, count: number): Form {
  return forms[pluralRules(tag).select(count)] ?? forms.other
}

const pluralRules = kept(tag => new Intl.PluralRules(tag))

/**
 * A time left that nobody knows to the second: `25 seconds`, `2 minutes, 20 seconds`, `12 minutes`, `1 hour,
 * 25 minutes`. From fifty seconds on the rounding is at most a twentieth off; never less than five seconds.
 */
export function formatTimeLeft({ tag }: Locale, ms: number): string {
  const [, step = 1] = steps.find(([below]) => ms < below * 1_000) ?? []
  const seconds = Math.max(5, Math.round(ms / 1_000 / step) * step)
  const parts = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor(seconds / 3_600) % 24],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const
  const shown = parts.filter(([, count]) => count > 0)
  return unitList(tag).format(shown.map(([unit, count]) => unitFormat(tag, unit).format(count)))
}

const unitFormat = kept(
  (tag, unit) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }),
)
const unitList = kept(tag => new Intl.ListFormat(tag, { type: 'unit', style: 'long' }))

/** Below so many seconds, times are rounded to this step. */
const steps = [
  [100, 5],
  [300, 10],
  [600, 30],
  [3_600, 60],
  [5 * 3_600, 300],
  [12 * 3_600, 900],
  [Number.POSITIVE_INFINITY, 3_600],
] as const

/** Date and time with the name of the time zone, such as `December 31, 2026 at 6:00 PM GMT+1`. */
export function formatTime({ tag }: Locale, time: Date, timeZone: string): string {
  return timeFormat(tag, timeZone).format(time)
}

const timeFormat = kept(
  (tag, timeZone) =>
    new Intl.DateTimeFormat(tag, {
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone,
      timeZoneName: 'short',
    }),
)

/** The time of day to the second with the name of the time zone, such as `6:00:05 PM GMT+1`. */
export function formatSecond({ tag }: Locale, time: Date, timeZone: string): string {
  return secondFormat(tag, timeZone).format(time)
}

const secondFormat = kept(
  (tag, timeZone) =>
    new Intl.DateTimeFormat(tag, {
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
      timeZone,
      timeZoneName: 'short',
    }),
)

/** A part of time as `src/domain/claims-over-time.ts` names it: an hour such as `Nov 27, 6 PM`, a day such as `Nov 27`. */
export function formatPart({ tag }: Locale, part: string, unit: TimeUnit, timeZone: string): string {
  if (unit === 'day') return dayFormat(tag).format(new Date(`${part}T00:00:00Z`))
  return hourFormat(tag, timeZone).format(new Date(Number(part) * 1_000))
}

const dayFormat = kept(
  tag => new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', timeZone: 'UTC' }),
)
const hourFormat = kept(
  (tag, timeZone) =>
    new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', hour: 'numeric', timeZone }),
)

/** The last moment before `end`, where that is midnight: people read "until January 1, 12:00 AM" as a day more. */
export function formatDeadline(locale: Locale, end: Date, timeZone: string): string {
  const minutes = clockFormat('en', timeZone).format(end) === '00:00' ? 1 : 0
  return formatTime(locale, new Date(end.getTime() - minutes * 60_000), timeZone)
}

const clockFormat = kept(
  (tag, timeZone) =>
    new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }),
)

export function countryName({ tag }: Locale, country: string): string {
  return regionName(tag, country)
}

const regionName = kept(
  (tag, country) => new Intl.DisplayNames(tag, { type: 'region' }).of(country) ?? country,
)

/**
 * Makes each once, because making a formatter costs about a hundred times what using it does. Campaigns bring time
 * zones, each of some 50 kB: at the limit all are dropped, and those in use come back.
 */
function kept<Formatter>(
  make: (tag: string, kind: string) => Formatter,
): (tag: string, kind?: string) => Formatter {
  const made = new Map<string, Formatter>()
  return (tag, kind = '') => {
    const key = `${tag} ${kind}`
    const known = made.get(key)
    if (known) return known
    if (made.size >= mostKept) made.clear()
    const fresh = make(tag, kind)
    made.set(key, fresh)
    return fresh
  }
}

const mostKept = 100
