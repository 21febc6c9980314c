/** How a case ends other than by passing: each ending is thrown, carries its words, and becomes the verdict. */
import type { Verdict } from './result.ts'

export class Ending extends Error {
  readonly verdict: Exclude<Verdict, 'passed'>
  /** Of a failed case: what should have come, where that says more than the case's own words. */
  readonly expected: string | null

  constructor(verdict: Exclude<Verdict, 'passed'>, message: string, expected: string | null = null) {
    super(message)
    this.name = 'Ending'
    this.verdict = verdict
    this.expected = expected
  }
}

export function unmet(expected: string, came: string): Ending {
  return new Ending('failed', came, expected)
}

export function unavailable(reason: string): Ending {
  return new Ending('not-available', reason)
}

export function notRun(reason: string): Ending {
  return new Ending('not-run', reason)
}

export function manual(todo: string): Ending {
  return new Ending('manual', todo)
}
