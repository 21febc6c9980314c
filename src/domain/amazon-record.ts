/** One load as a source of Amazon's knowledge tells it: the emulator's ledger, the activity page, or somebody's CSV. */
import { isCurrency } from './marketplace.ts'

export type AmazonRecord = {
  readonly requestId: string
  readonly amountMinor: number
  readonly currency: string
  /** The Amazon account that was loaded; null where the source does not tell it. */
  readonly account: string | null
  readonly at: Date | null
  /** Whether the source says that the money moved; a refused load is a record too. */
  readonly applied: boolean
}

/** Where a record was read: a field of the source's own form. Each throws naming the field and what is wrong in it. */
export function readRequestId(text: string, field: string): string {
  return readWord(text, field, 100)
}

export function readAccount(text: string, field: string): string | null {
  return text === '' ? null : readWord(text, field, 200)
}

export function readCurrency(text: string, field: string): string {
  if (isCurrency(text)) return text
  throw new Error(`${field}: is not the code of a currency that a marketplace uses, such as USD`)
}

/**
 * A time in ISO 8601, taken as UTC where it names no zone (`2026-11-27`, `2026-11-27 16:39:07`), or as Amazon's
 * activity page writes it (`Mon Sep 22 16:39:07 UTC 2014`).
 */
export function readTime(text: string, field: string): Date {
  const ms = Date.parse(inIso(text))
  if (!Number.isNaN(ms)) return new Date(ms)
  throw new Error(`${field}: is not a time; write it like 2026-11-27T16:39:07Z`)
}

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:\d\d)?)?$/
const long = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d?) (\d\d:\d\d:\d\d) UTC (\d{4})$/

function inIso(text: string): string {
  const [, date, time = '00:00', zone = 'Z'] = iso.exec(text) ?? []
  if (date) return isDay(date, date.slice(-2)) ? `${date}T${time}${zone}` : ''
  const [, month, day = '', clock, year] = long.exec(text) ?? []
  const written = `${day} ${month} ${year}`
  return isDay(written, day) ? `${written} ${clock} GMT` : ''
}

/** `Date` takes 31 February for 3 March. */
function isDay(date: string, dayOfMonth: string): boolean {
  return new Date(`${date} UTC`).getUTCDate() === Number(dayOfMonth)
}

/** Printable ASCII, so that neither a terminal nor a database meets what is no identifier. */
function readWord(text: string, field: string, longest: number): string {
  if (/^[\x21-\x7e]+$/.test(text) && text.length <= longest) return text
  throw new Error(`${field}: must be 1 to ${longest} visible ASCII characters without spaces`)
}
