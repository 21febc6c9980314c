/** What the parts of an import have in common: how they tell how far they are, and what is wrong with a row. */
import { DomainError } from '../domain/errors.ts'

/** How many claim links, then how many deposits, have been brought in. */
export type Progress = (what: 'claim links' | 'deposits', count: number) => void

/** SQLSTATE class of a constraint or trigger of ours that does not let a row in. */
const constraint = /^(22|23|P0001)/

/** Rethrows what the database says of the rows of these lines as what a person can mend. */
export function refused(first: number, last: number): (error: unknown) => never {
  return error => {
    const { code, constraint: name } = error as { code?: unknown; constraint?: unknown }
    if (typeof code !== 'string' || !constraint.test(code)) throw error
    const lines = first === last ? `line ${first}` : `lines ${first} to ${last}`
    throw new DomainError(
      'invalid-input',
      `${lines} of the export: the database does not take what is there (${name ?? 'a rule for rows'}); import the file as it was exported, in the environment it comes from`,
      { cause: error },
    )
  }
}
