// The currencies the emulator knows, their minor units and the smallest and largest load.
// The limits are this emulator's assumption: Amazon's table per country is not known.

interface Limits {
  /** Digits after the decimal point (ISO 4217). */
  readonly digits: number
  readonly minMinor: number
  readonly maxMinor: number
}

/** How a request's `amount.value` is meant; which one Amazon uses is not known. */
export type AmountUnit = 'major' | 'minor'

const USUAL: Limits = { digits: 2, minMinor: 1, maxMinor: 200_000 }

const LIMITS: Readonly<Record<string, Limits>> = {
  ...Object.fromEntries(
    ['AED', 'AUD', 'CAD', 'EGP', 'EUR', 'GBP', 'MXN', 'PLN', 'SAR', 'SEK', 'SGD', 'TRY', 'USD', 'ZAR'].map(
      code => [code, USUAL],
    ),
  ),
  JPY: { digits: 0, minMinor: 1, maxMinor: 200_000 },
}

/** True for the ISO 4217 codes of currencies that a marketplace uses. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(LIMITS, code)
}

/** An amount in minor units; has a fraction when the number is finer than the currency. */
export function toMinor(amount: number, currency: string, unit: AmountUnit): number {
  if (unit === 'minor') return amount
  const minor = amount * 10 ** limitsOf(currency).digits
  const rounded = Math.round(minor)
  // 19.99 * 100 is 1998.9999999999998: a difference this small is binary arithmetic, not a fraction.
  return Math.abs(minor - rounded) < 1e-6 ? rounded : minor
}

/** The error type of what is wrong with an amount, or undefined. */
export function objectToAmount(amount: number, currency: string, unit: AmountUnit): string | undefined {
  if (!isCurrency(currency)) return 'CurrencyCodeMismatch'
  const { minMinor, maxMinor } = limitsOf(currency)
  const minor = toMinor(amount, currency, unit)
  if (minor > maxMinor) return 'MaxAmountExceeded'
  if (minor < minMinor) return 'AmountBelowMinThreshold'
  return Number.isInteger(minor) ? undefined : 'FractionalAmountNotAllowed'
}

/** Minor units as a number in the configured unit, for Amazon's answers. */
export function fromMinor(minor: number, currency: string, unit: AmountUnit): number {
  return unit === 'minor' ? minor : minor / 10 ** limitsOf(currency).digits
}

/** Minor units as people read them: `1,000,000.00 USD`. */
export function displayAmount(minor: number, currency: string): string {
  if (!Number.isFinite(minor)) return `without end (sandbox mode), ${currency}`
  const { digits } = limitsOf(currency)
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return `${(minor / 10 ** digits).toLocaleString('en-US', fraction)} ${currency}`
}

function limitsOf(currency: string): Limits {
  return LIMITS[currency] ?? USUAL
}
