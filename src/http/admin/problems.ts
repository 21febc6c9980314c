/** What was wrong with a form, from the error of a use case to the fields that need mending. */
import { DomainError } from '../../domain/errors.ts'

/** Sentence by field; what names no field of the form stands under the empty name. */
export type Problems = ReadonlyMap<string, string>

export const noProblems: Problems = new Map()

/** Reads lines of `field: sentence`. Anything but an error that a person can mend is thrown on. */
export function problemsOf(error: unknown, fields: readonly string[]): Problems {
  if (!(error instanceof DomainError) || error.code === 'unavailable') throw error
  const lines = error.message.split('\n').map(line => {
    const [, field = '', text = line] = /^([A-Za-z]+): (.*)$/.exec(line) ?? []
    return fields.includes(field) ? ([field, capital(text)] as const) : (['', capital(line)] as const)
  })
  return new Map(lines)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
