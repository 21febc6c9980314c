/** The lines of a text that somebody hands in, one by one and never all at once. */
import type { DomainError } from '../domain/errors.ts'

export type Line = { readonly line: string; readonly number: number }

/** Longer than any line that the service or the emulator writes. */
const maxLine = 64 * 1024

/**
 * Every line that is not blank. Only `\n` ends one: JSON has U+2028 and U+2029, at which others split, within its strings.
 * Throws what `tooLong` makes of the number of a line that has no end.
 */
export async function* textLines(
  text: AsyncIterable<string>,
  tooLong: (number: number) => DomainError,
): AsyncGenerator<Line> {
  let number = 0
  let rest = ''
  for await (const part of text) {
    const complete = `${rest}${part}`.split('\n')
    rest = complete.pop() ?? ''
    for (const line of complete) if (++number && line.trim() !== '') yield { line, number }
    if (rest.length > maxLine) throw tooLong(number + 1)
  }
  if (rest.trim() !== '') yield { line: rest, number: number + 1 }
}
