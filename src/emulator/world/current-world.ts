// The world that the emulator plays now: changed by a person or a test, forgotten at a restart.
// What its members mean is told by question.ts, the ready-made ones are in known-world.ts.

import { isDeepStrictEqual } from 'node:util'
import { KNOWN_WORLDS } from './known-world.ts'
import type { World } from './world.ts'

export interface CurrentWorld {
  now(): World
  /** The one that the emulator started with: assumed, or recorded from Amazon. */
  readonly initial: World
  /** Name of the known world that this is, or null. */
  name(): string | null
  /** The known world of this name, undefined when there is none. */
  find(name: string): World | undefined
  change(world: World): void
  /** Back to the initial one. */
  clear(): void
}

export function createCurrentWorld(initial: World): CurrentWorld {
  let now = initial
  const find = (name: string) => {
    const known = KNOWN_WORLDS.find(candidate => candidate.name === name)
    return known && { ...initial, ...known.members }
  }
  return {
    now: () => now,
    initial,
    name: () => KNOWN_WORLDS.find(({ name }) => isDeepStrictEqual(now, find(name)))?.name ?? null,
    find,
    change(world) {
      now = world
    },
    clear: () => {
      now = initial
    },
  }
}
