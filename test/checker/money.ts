/** Money in minor units, by the checker's own arithmetic: decimal text, never a product of floating-point numbers. */

/** The currencies of Amazon's marketplaces that are not divided by a hundred. */
const decimals: Readonly<Record<string, number>> = { JPY: 0 }

/** Minor units of an amount in major units; NaN when it has more decimals than the currency. */
export function minorOf(amount: number, currency: string): number {
  const places = decimals[currency] ?? 2
  const [whole = '', fraction = ''] = String(amount).split('.')
  if (!/^-?\d+$/.test(whole) || fraction.length > places) return Number.NaN
  return Number(whole + fraction.padEnd(places, '0'))
}

export function sum(amounts: Iterable<number>): number {
  let total = 0
  for (const amount of amounts) total += amount
  return total
}
