/** Rows of a source, one by one: whole or not at all, and every row that cannot be read is named. */
import { DomainError } from '../domain/errors.ts'

const shownProblems = 20

/**
 * Yields what `read` makes of each row until one cannot be read. Then the rest is only checked, and in the end
 * `invalid-input` is thrown with what is wrong; the caller drops what was yielded.
 */
export async function* readable<Row, T>(
  rows: AsyncIterable<Row>,
  read: (row: Row) => T,
  where: (row: Row) => string,
): AsyncGenerator<T> {
  const problems: string[] = []
  let bad = 0
  for await (const row of rows) {
    try {
      const made = read(row)
      if (bad === 0) yield made
    } catch (error) {
      bad++
      if (bad <= shownProblems) problems.push(`${where(row)}: ${reasonOf(error)}`)
    }
  }
  if (bad === 0) return
  const more = bad > shownProblems ? [`and ${bad - shownProblems} more`] : []
  throw new DomainError(
    'invalid-input',
    ['nothing was compared and nothing changed:', ...problems, ...more].join('\n'),
  )
}

/** A file may hold what would steer the terminal that shows it. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : 'cannot be read'
  return reason.replaceAll(/\p{Cc}/gu, '\uFFFD')
}
