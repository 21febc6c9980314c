/** What the client should have made of an answer, and the words for what it did make of it. */
import type { Answer } from '../domain/outcome.ts'
import { unmet } from './ending.ts'

/** Only what is named is looked at; a list names everything that would do. */
export type Expectation = {
  readonly outcome?: Answer['outcome'] | readonly Answer['outcome'][]
  readonly applied?: Answer['applied']
  readonly hold?: Answer['hold'] | readonly Answer['hold'][]
  readonly throttled?: boolean
  readonly reason?: readonly string[]
  readonly httpStatus?: number
}

/** Fails the case when the answer is not as expected. */
export function expectAnswer(answer: Answer, expectation: Expectation): void {
  const fits = Object.entries(expectation).every(([name, wanted]) =>
    [wanted].flat().includes(answer[name as keyof Expectation]),
  )
  if (!fits) throw unmet(describeExpectation(expectation), describeAnswer(answer))
}

/** Fails the case unless both are the same text. */
export function expectEqual(what: string, came: unknown, wanted: unknown): void {
  if (Object.is(came, wanted)) return
  throw unmet(`${what}: ${String(wanted)}`, `${what}: ${String(came)}`)
}

/** An answer as people say it: `ours, InsufficientFunds, HTTP 400, hold: funds`. */
export function describeAnswer({ outcome, reason, httpStatus, applied, hold, throttled }: Answer): string {
  return [
    outcome,
    reason,
    httpStatus === null ? 'no answer' : `HTTP ${httpStatus}`,
    { yes: 'applied', no: 'surely not applied', unproven: 'may have been applied' }[applied],
    hold && `hold: ${hold}`,
    throttled && 'throttled',
  ]
    .filter(Boolean)
    .join(', ')
}

function describeExpectation(expectation: Expectation): string {
  return Object.entries(expectation)
    .map(
      ([name, wanted]) =>
        `${name} ${[wanted]
          .flat()
          .map(word => String(word ?? 'none'))
          .join(' or ')}`,
    )
    .join(', ')
}
