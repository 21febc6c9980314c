/** Randomness that a seed decides: the same seed, the same run (mulberry32). */

export type Random = {
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    below,
    chance: probability => next() < probability,
    pick: from => {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('bug: nothing to pick from')
      return picked
    },
  }
}
