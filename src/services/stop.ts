/** The stop of a sender: it begins no more, and goes on for a moment to record what it has heard. */

/**
 * Others may have a row for longer than the 3 s that a statement waits for it: a second try must fit in. One that begins
 * last is over before the answer of a call that left just before the stop could be, so no stop takes longer for it.
 */
const keepSuccessMs = 3_500

export type Stop = {
  /** Aborted when it begins: no slot is waited for, and no answer but a SUCCESS kept for a database that is away. */
  readonly begun: AbortSignal
  /** Aborted when a SUCCESS is not kept any longer either. */
  readonly over: AbortSignal
}

export type Stopper = Stop & {
  /** Begins the stop, which is over in its time or, with nothing more to record, when `settled` resolves. */
  run(settled: () => Promise<void>): Promise<void>
}

export function createStopper(): Stopper {
  const [begun, over] = [new AbortController(), new AbortController()]
  return {
    begun: begun.signal,
    over: over.signal,
    run: async settled => {
      begun.abort()
      const timer = setTimeout(() => over.abort(), keepSuccessMs)
      await settled().finally(() => clearTimeout(timer))
    },
  }
}
