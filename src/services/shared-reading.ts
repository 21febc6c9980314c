/** Readings that cost something and that many ask for: one answers all of them for a while. */

export type SharedReading<Value> = { get(key: string): Promise<Value> }

export type Sharing<Value> = {
  /** A steady clock in milliseconds. */
  readonly now: () => number
  readonly read: (key: string) => Promise<Value>
  /** A reading is good for so long at least. */
  readonly leastMs: number
}

/** However long a reading takes, no more than this part of the time goes into reading the same thing anew. */
const mostShare = 1 / 50

type Kept<Value> = { readonly value: Promise<Value>; goodUntil: number }

/** Whoever asks while it is read waits for the same reading; one that failed is not kept. */
export function shareReadings<Value>({ now, read, leastMs }: Sharing<Value>): SharedReading<Value> {
  const kept = new Map<string, Kept<Value>>()
  const begin = (key: string): Promise<Value> => {
    const begun = now()
    const reading: Kept<Value> = { value: read(key), goodUntil: Number.POSITIVE_INFINITY }
    kept.set(key, reading)
    reading.value.then(
      () => {
        reading.goodUntil = now() + Math.max(leastMs, (now() - begun) / mostShare)
      },
      () => kept.delete(key),
    )
    return reading.value
  }
  return {
    get: async key => {
      for (const [other, { goodUntil }] of kept) if (goodUntil <= now()) kept.delete(other)
      return await (kept.get(key)?.value ?? begin(key))
    },
  }
}
