/** What a run of the test plan leaves behind: verdicts, steps and exchanges, masked, in the form of `report.json`. */
import type { AmazonEnv } from '../domain/marketplace.ts'

/**
 * `manual`: a person has to do it. `not-available`: this partner or this environment does not have it.
 * `not-run`: left out, for the reason given. None of these three is a failure, and none is silent.
 */
export const verdicts = ['passed', 'failed', 'manual', 'not-available', 'not-run'] as const
export type Verdict = (typeof verdicts)[number]

/** One HTTP request and what came of it, without secrets. */
export type Exchange = {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly durationMs: number
  readonly method: string
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** Null when no whole answer came; `trouble` then says why. */
  readonly answer: ExchangeAnswer | null
  readonly trouble: string | null
}

export type ExchangeAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Step = {
  readonly title: string
  readonly at: string
  readonly durationMs: number
  readonly requestId: string | null
  /** In a few words. */
  readonly came: string
  readonly exchanges: readonly Exchange[]
}

export type CaseResult = {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly source: string
  readonly verdict: Verdict
  /** Why it is neither passed nor failed. */
  readonly reason: string | null
  readonly expected: string
  /** What came instead, of a failed case. */
  readonly came: string | null
  readonly check: string
  readonly at: string
  readonly durationMs: number
  readonly steps: readonly Step[]
}

export type Report = {
  readonly version: 1
  readonly startedAt: string
  readonly finishedAt: string
  readonly by: string
  readonly environment: AmazonEnv
  readonly host: string
  readonly region: string
  readonly marketplace: string
  readonly partnerId: string
  readonly versions: Readonly<Record<string, string>>
  /** The settings that stand for Amazon's contract. */
  readonly settings: readonly Setting[]
  readonly summary: Readonly<Record<Verdict, number>>
  readonly cases: readonly CaseResult[]
  readonly openQuestions: readonly string[]
  readonly notProven: readonly string[]
}

/** `standing` says in words where the value comes from. */
export type Setting = { readonly name: string; readonly value: string; readonly standing: string }

export function summarize(cases: readonly CaseResult[]): Record<Verdict, number> {
  const count = (verdict: Verdict) => cases.filter(result => result.verdict === verdict).length
  return Object.fromEntries(verdicts.map(verdict => [verdict, count(verdict)])) as Record<Verdict, number>
}

/** Amazon's `X-Amzn-RequestId` of a step's last answer, for questions to Amazon. */
export function amazonRequestId({ exchanges }: Step): string | null {
  return exchanges.at(-1)?.answer?.headers['x-amzn-requestid'] ?? null
}
