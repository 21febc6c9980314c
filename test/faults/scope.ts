/** What a scenario started, and how it is cleaned up: in reverse, so that a database outlives its service. */
import type { Scope } from '../helpers/program.ts'

export type ClosableScope = { readonly scope: Scope; close(): Promise<void> }

/** What is started after `close` has begun, by a scenario that does not know yet, is cleaned up at once. */
export function createScope(): ClosableScope {
  const stack: (() => void | Promise<void>)[] = []
  const late: Promise<void>[] = []
  let isClosed = false
  const after: Scope['after'] = work => void (isClosed ? late.push(attempt(work)) : stack.push(work))
  const close = async () => {
    isClosed = true
    for (const work of stack.splice(0).toReversed()) await attempt(work)
    await Promise.all(late)
  }
  return { scope: { after }, close }
}

/** One thing that cannot be cleaned up must not keep the rest. */
async function attempt(work: () => void | Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error)
  }
}
