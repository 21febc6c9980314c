/** What a bench has begun, ended once in reverse order, whoever asks first: the end of the program or a signal. */

export type Closers = {
  /** Begins something that `end` will end, also while it is still beginning. Throws once the end has come. */
  opening<T>(begin: () => T, end: (begun: T) => Promise<unknown>): T
  close(): Promise<void>
  isClosing(): boolean
}

export function createClosers(): Closers {
  const ends: (() => Promise<unknown>)[] = []
  let closing: Promise<void> | undefined
  return {
    opening: (begin, end) => {
      if (closing !== undefined) throw new Error('the bench was stopped')
      const begun = begin()
      ends.push(() => end(begun))
      return begun
    },
    close: () => (closing ??= endAll(ends)),
    isClosing: () => closing !== undefined,
  }
}

/** One that cannot be ended keeps no other from it. */
async function endAll(ends: (() => Promise<unknown>)[]): Promise<void> {
  for (const end of ends.toReversed()) await end().catch((error: unknown) => console.error(error))
}
