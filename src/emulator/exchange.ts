// The latest exchanges with servers, request and answer word for word, for people who look at them.
// In memory only; the list of calls that checkers read is calls.ts.

export interface Exchange {
  /** Counts the calls since the start, from 1. */
  readonly number: number
  readonly at: string
  readonly operation: string
  readonly method: string
  /** The request target as it came over the wire. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Null when none was sent. */
  readonly status: number | null
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly answerBody: string
  /** In a word or two, as on the list of calls. */
  readonly answer: string
  readonly applied: boolean
  readonly fault: string | null
}

export interface Exchanges {
  keep(exchange: Omit<Exchange, 'number'>): void
  /** Undefined when it never was or is too long ago. */
  find(number: number): Exchange | undefined
  /** Newest first. */
  latest(): readonly Exchange[]
  clear(): void
}

const KEPT = 200

/** Characters of an answer that are kept: more than any honest one has. */
const LONGEST = 20_000

/** Keeps the last 200 exchanges. */
export function createExchanges(): Exchanges {
  let kept: Exchange[] = []
  let last = 0
  return {
    keep(exchange) {
      last += 1
      kept.push({ number: last, ...exchange, answerBody: exchange.answerBody.slice(0, LONGEST) })
      if (kept.length > 2 * KEPT) kept = kept.slice(-KEPT)
    },
    find: number => kept.slice(-KEPT).find(exchange => exchange.number === number),
    latest: () => kept.slice(-KEPT).reverse(),
    clear: () => {
      kept = []
    },
  }
}

/** Headers in the order and the spelling in which they came. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : [],
  )
}
