/** A time left in English words, such as `2 minutes, 20 seconds`, as milliseconds. */

const unitMs: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

export function parseTimeLeft(words: string): number {
  const parts = [...words.matchAll(/(\d+) (second|minute|hour|day)s?/g)]
  if (parts.length === 0) throw new Error(`"${words}" tells no time`)
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0)
}
