// The currencies the emulator knows, their minor units and the smallest and largest load.
// The limits are this emulator's assumption: Amazon's table per country is not known.

export interface Limits {
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

/** The limits of a currency by its ISO 4217 code, or undefined for one no marketplace uses. */
export function limitsOf(currency: string): Limits | undefined {
  return Object.hasOwn(LIMITS, currency) ? LIMITS[currency] : undefined
}

/** A JSON number in minor units; has a fraction when the number is finer than the currency. */
export function toMinor(value: number, limits: Limits, unit: AmountUnit): number {
  if (unit === 'minor') return value
  const minor = value * 10 ** limits.digits
  const rounded = Math.round(minor)
  // 19.99 * 100 is 1998.9999999999998: a difference this small is binary arithmetic, not a fraction.
  return Math.abs(minor - rounded) < 1e-6 ? rounded : minor
}

/** The same for a currency that was checked before. @throws when it was not, which is a bug here. */
export function minorOf(value: number, currency: string, unit: AmountUnit): number {
  const limits = limitsOf(currency)
  if (!limits) throw new Error('bug: the currency was not checked')
  return toMinor(value, limits, unit)
}

/** The error type of what is wrong with an amount in minor units, or undefined. */
export function objectToAmount(minor: number, limits: Limits): string | undefined {
  if (minor > limits.maxMinor) return 'MaxAmountExceeded'
  if (minor < limits.minMinor) return 'AmountBelowMinThreshold'
  return Number.isInteger(minor) ? undefined : 'FractionalAmountNotAllowed'
}

/** Minor units as a number in the configured unit, for Amazon's answers. */
export function fromMinor(minor: number, currency: string, unit: AmountUnit): number {
  return unit === 'minor' ? minor : minor / 10 ** (limitsOf(currency) ?? USUAL).digits
}

/** Minor units as people write them: `25.00 USD`. */
export function displayAmount(minor: number, currency: string): string {
  if (!Number.isFinite(minor)) return `${currency} without limit`
  const { digits } = limitsOf(currency) ?? USUAL
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`
}
