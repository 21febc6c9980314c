/** Every invariant on one history, and the table that says so. */
import { atMostOnce, ledgersEqual, noOrphan } from './applied.ts'
import { conservation, withinBudget } from './budget.ts'
import { noDepositWithoutConsent, onePerson } from './consent.ts'
import { honestDoubt } from './doubt.ts'
import { oneWay } from './event-log.ts'
import type { Evidence } from './evidence.ts'
import { nothingLeaks } from './leak.ts'
import { liveness, rate } from './pace.ts'
import { oneId, writeAhead } from './request-id.ts'
import { boundedRetries } from './retries.ts'
import { noLostClaim, pageIsTrue } from './shown.ts'
import type { Invariant, InvariantName, Violation } from './violation.ts'

export const invariants: readonly Invariant[] = [
  atMostOnce,
  noOrphan,
  noLostClaim,
  ledgersEqual,
  oneId,
  writeAhead,
  rate,
  withinBudget,
  onePerson,
  noDepositWithoutConsent,
  oneWay,
  pageIsTrue,
  boundedRetries,
  liveness,
  nothingLeaks,
  conservation,
  honestDoubt,
]

export type Verdict = {
  readonly name: InvariantName
  readonly title: string
  /** Null: the evidence says nothing about it, so it is not checked, which is no pass. */
  readonly checked: number | null
  readonly violations: readonly Violation[]
}

export function judge(evidence: Evidence): Verdict[] {
  return invariants.map(({ name, title, count, check }) => {
    const checked = count(evidence) || null
    return { name, title, checked, violations: checked === null ? [] : check(evidence) }
  })
}

export function check(evidence: Evidence): Violation[] {
  return judge(evidence).flatMap(verdict => verdict.violations)
}

/** One line for each invariant, then each violation. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ name, title, checked, violations }) => {
    const head = `${name.padEnd(4)}${title.padEnd(28)}`
    if (checked === null) return `${head}not checked`
    return `${head}${String(checked).padStart(7)} checked${String(violations.length).padStart(6)} violations`
  })
  const found = verdicts.flatMap(({ violations }) => violations)
  return [
    ...rows,
    ...found.map(({ invariant, subject, message }) => `${invariant} ${subject}: ${message}`),
  ].join('\n')
}
