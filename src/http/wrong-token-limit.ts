/**
 * A limit on guesses: how many unknown tokens one address may try in a minute. Right tokens are never limited, so
 * thousands of honest people behind one address are safe from a guesser among them.
 */
import type { Clock } from '../domain/clock.ts'

export type WrongTokenLimit = {
  /** Counts one wrong token; true when the address has had its share. */
  exceeded(address: string): boolean
}

const perMinute = 20
/** Bounds the memory; beyond it the minute simply starts anew. */
const maxAddresses = 10_000

export function createWrongTokenLimit(clock: Clock): WrongTokenLimit {
  const counts = new Map<string, number>()
  let minute = 0
  return {
    exceeded: address => {
      const now = Math.floor(clock().getTime() / 60_000)
      if (now !== minute || counts.size >= maxAddresses) counts.clear()
      minute = now
      const count = (counts.get(address) ?? 0) + 1
      counts.set(address, count)
      return count > perMinute
    },
  }
}
