/** Numbers for the table at the end. */

/** The value that `share` of the sorted values do not exceed; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function milliseconds(value: number): string {
  return `${Math.round(value)} ms`
}

/** How often each thing happened, most often first. */
export function tally(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return sorted.map(([name, count]) => `${name} × ${count}`).join(', ') || 'none'
}
