/** Long computations that let everybody else in between. */
import { setImmediate as others } from 'node:timers/promises'
import type { Context } from './context.ts'

/** A page may wait so long for the event loop and nobody notices. */
const sliceMs = 4

export type Pause = {
  /** Whether it is time for one. */
  isDue(): boolean
  take(): Promise<void>
}

/** For whoever has many small pieces of work to do, one after the other. */
export function createPause({ elapsedMs }: Pick<Context, 'elapsedMs'>): Pause {
  let since = elapsedMs()
  return {
    isDue: () => elapsedMs() - since >= sliceMs,
    take: async () => {
      await others()
      since = elapsedMs()
    },
  }
}

/** What `make` returns for each of them, in their order; the event loop is free again after a few milliseconds each. */
export async function inSlices<From, To>(
  context: Pick<Context, 'elapsedMs'>,
  list: readonly From[],
  make: (from: From) => To,
): Promise<To[]> {
  const made: To[] = []
  const pause = createPause(context)
  for (const from of list) {
    made.push(make(from))
    if (pause.isDue()) await pause.take()
  }
  return made
}
