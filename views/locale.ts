/** How one language shows amounts, times and countries, beside its messages. */
import { minorDigits } from '../src/domain/marketplace.ts'
import type { Money } from '../src/domain/money.ts'
import { en } from './messages/en.ts'

export type Messages = typeof en

export type Locale = {
  /** BCP 47 tag, as browsers send it in Accept-Language. */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  readonly messages: Messages
}

/** The first is the fallback for readers of any other language. */
export const locales: readonly [Locale, ...Locale[]] = [{ tag: 'en', direction: 'ltr', messages: en }]

export function formatMoney({ tag }: Locale, { amountMinor, currency }: Money): string {
  const digits = minorDigits(currency)
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency, minimumFractionDigits: digits })
  return format.format(amountMinor / 10 ** digits)
}

/** Date and time with the name of the time zone, such as `December 31, 2026 at 6:00 PM GMT+1`. */
export function formatTime({ tag }: Locale, time: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat(tag, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  return format.format(time)
}

/** The last moment before `end`, where that is midnight: people read "until January 1, 12:00 AM" as a day more. */
export function formatDeadline(locale: Locale, end: Date, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  })
  const minutes = clock.format(end) === '00:00' ? 1 : 0
  return formatTime(locale, new Date(end.getTime() - minutes * 60_000), timeZone)
}

export function countryName({ tag }: Locale, country: string): string {
  return new Intl.DisplayNames(tag, { type: 'region' }).of(country) ?? country
}
