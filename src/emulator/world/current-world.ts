// The world that the emulator plays now: changed by a person or a test, forgotten at a restart.
// What its members mean is told by world.ts, the ready-made ones are in known-world.ts.

import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { KNOWN_WORLDS } from './known-world.ts'
import { WORLD, type World } from './world.ts'

export interface CurrentWorld {
  now(): World
  /** The one that the emulator started with: assumed, or recorded from Amazon. */
  readonly initial: World
  /** Name of the known world that this is, or null. */
  name(): string | null
  /**
   * Changes the members that the request names; one that names a known world as `world` starts from that one instead.
   * Returns what is wrong with the request, by field and fix, or null.
   */
  change(request: unknown): { readonly problem: string } | null
  /** Back to the initial one. */
  clear(): void
}

export function createCurrentWorld(initial: World): CurrentWorld {
  let now = initial
  const knownAs = (name: string) => KNOWN_WORLDS.find(known => known.name === name)
  return {
    now: () => now,
    initial,
    name: () =>
      KNOWN_WORLDS.find(({ members }) => isDeepStrictEqual(now, { ...initial, ...members }))?.name ?? null,
    change(request) {
      const named = NAMED.safeParse(request)
      if (!named.success) return { problem: z.prettifyError(named.error) }
      const { world: name, ...members } = named.data
      const start = name === undefined ? now : { ...initial, ...knownAs(name)?.members }
      const changed = WORLD.safeParse({ ...start, ...members })
      if (!changed.success) return { problem: z.prettifyError(changed.error) }
      now = changed.data
      return null
    },
    clear: () => {
      now = initial
    },
  }
}

const NAMED = z.looseObject({
  world: z
    .enum(
      KNOWN_WORLDS.map(({ name }) => name),
      'no such world; GET /_emulator/world lists all',
    )
    .optional(),
})
