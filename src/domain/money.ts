/** Money is a whole number of minor units and a currency; it never passes through floating point. */
import { DomainError } from './errors.ts'
import { minorDigits } from './marketplace.ts'

export type Money = { readonly amountMinor: number; readonly currency: string }

/**
 * Reads a decimal such as `25`, `25.00` or, for yen, `500`. Throws `invalid-input` naming `field` for anything
 * else: signs, exponents, grouping, more decimals than the currency has, zero.
 */
export function parseMoney(text: string, currency: string, field = 'amount'): Money {
  const digits = minorDigits(currency)
  const decimals = /\.(\d+)$/.exec(text.trim())?.[1]?.length ?? 0
  const amountMinor = decimals > digits ? null : toMinor(text.trim(), digits)
  if (amountMinor === null || amountMinor <= 0) {
    const example = digits === 0 ? '500' : '25.00'
    throw new DomainError(
      'invalid-input',
      `${field}: "${text}" is not an amount in ${currency}; write it like ${example}`,
    )
  }
  return { amountMinor, currency }
}

/** The amount in major units with exactly the currency's decimals: 2500 USD is `25.00`, 500 JPY is `500`. */
export function toDecimal({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency)
  if (digits === 0) return String(amountMinor)
  const sign = amountMinor < 0 ? '-' : ''
  const padded = String(Math.abs(amountMinor)).padStart(digits + 1, '0')
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

/** Minor units of a decimal text whatever its number of trailing zeros (`25`, `25.0`, `25.00`), or null. */
export function toMinor(text: string, digits: number): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  if (/[1-9]/.test(fraction.slice(digits))) return null
  return Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
}
