/** Long computations that let everybody else in between. */
import { setImmediate as others } from 'node:timers/promises'
import type { Context } from './context.ts'

/** A page may wait so long for the event loop and nobody notices. */
const sliceMs = 4

/** What `make` returns for each of them, in their order; the event loop is free again after a few milliseconds each. */
export async function inSlices<From, To>(
  { elapsedMs }: Pick<Context, 'elapsedMs'>,
  list: readonly From[],
  make: (from: From) => To,
): Promise<To[]> {
  const made: To[] = []
  let since = elapsedMs()
  for (const from of list) {
    made.push(make(from))
    if (elapsedMs() - since < sliceMs) continue
    await others()
    since = elapsedMs()
  }
  return made
}
