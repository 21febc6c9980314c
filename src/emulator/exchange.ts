// The latest exchanges with servers, request and answer word for word, for people who look at them.
// In memory only; the list of calls that checkers read is calls.ts.

import type { CallRecord } from './journal.ts'

export interface Exchange extends CallRecord {
  /** Counts the calls since the start, from 1. */
  readonly number: number
  readonly method: string
  /** The request target as it came over the wire. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly answerBody: string
  /** How the answer went over the wire, in a word; `whole` as a rule. */
  readonly delivery: string
  /** How long a fault kept the answer back. */
  readonly afterSeconds: number
}

export interface Exchanges {
  keep(exchange: Omit<Exchange, 'number'>): void
  /** Undefined when it never was or is too long ago. */
  find(number: number): Exchange | undefined
  /** Newest first. */
  latest(): readonly Exchange[]
  clear(): void
}

/** How many exchanges are kept. */
export const KEPT = 200

/** Bytes of a request and characters of an answer that are kept: more than any honest one has. */
const LONGEST = 20_000

/** Amazon's limit several times over: every row of the list shows one. */
const LONGEST_ID = 200

/** Keeps the last 200 exchanges. */
export function createExchanges(): Exchanges {
  let kept: Exchange[] = []
  let last = 0
  return {
    keep(exchange) {
      last += 1
      kept.push({ ...exchange, number: last, ...shortened(exchange) })
      if (kept.length > 2 * KEPT) kept = kept.slice(-KEPT)
    },
    find: number => kept.slice(-KEPT).find(exchange => exchange.number === number),
    latest: () => kept.slice(-KEPT).reverse(),
    clear: () => {
      kept = []
    },
  }
}

/** Copied where it is cut, for a part of it would keep the whole in memory. */
function shortened({ body, answerBody, requestId }: Pick<Exchange, 'body' | 'answerBody' | 'requestId'>) {
  return {
    requestId: requestId && Buffer.from(requestId.slice(0, LONGEST_ID)).toString(),
    body: body.length > LONGEST ? new Uint8Array(body.subarray(0, LONGEST)) : body,
    answerBody:
      answerBody.length > LONGEST ? Buffer.from(answerBody.slice(0, LONGEST)).toString() : answerBody,
  }
}

/** Headers in the order and the spelling in which they came. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : [],
  )
}
