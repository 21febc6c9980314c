/** What the checker says: an invariant, and each thing that breaks it. */
import type { Evidence } from './evidence.ts'

export type InvariantName =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I12'
  | 'I13'
  | 'I14'
  | 'I15'
  | 'I16'
  | 'I17'

export type Violation = {
  readonly invariant: InvariantName
  /** The claim link, request id, campaign or time that it is about. */
  readonly subject: string
  readonly message: string
}

export type Invariant = {
  readonly name: InvariantName
  readonly title: string
  /** How many things the evidence lets it be checked on; null or 0 without the input that it needs. */
  count(evidence: Evidence): number | null
  check(evidence: Evidence): Violation[]
}

/** Makes the violations of one invariant. */
export function violationOf(invariant: InvariantName) {
  return (subject: string, message: string): Violation => ({ invariant, subject, message })
}
