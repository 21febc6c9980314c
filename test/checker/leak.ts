/** I15: nothing that the service printed holds a secret. */
import type { Evidence } from './evidence.ts'
import { type Invariant, violationOf } from './violation.ts'

const leaked = violationOf('I15')

/** Access and refresh tokens of Login with Amazon, signatures, key ids, and claim URLs whole. */
const forms: ReadonlyArray<readonly [string, RegExp]> = [
  ['a token of Login with Amazon', /Atz[ar]\|/],
  ['a signature', /AWS4-HMAC-SHA256/],
  ['an access key id', /\bAKI[AD][A-Z0-9]{12,}/],
  ['a claim URL', /\/c\/[A-Za-z0-9_-]{20,}/],
]

export const nothingLeaks: Invariant = {
  name: 'I15',
  title: 'nothing leaks',
  count: ({ secrets }) => secrets?.length ?? null,
  check: ({ printed, secrets }: Evidence) => [
    ...secretsIn(printed, secrets ?? []).map(secret =>
      leaked(`a secret of ${secret.length} characters`, 'is in the export or the campaign list'),
    ),
    ...forms
      .filter(([, form]) => form.test(printed))
      .map(([what]) => leaked(what, 'is in the export or the campaign list')),
  ],
}

const word = /[\w-]+/g

/** A run has a token for each claim, so those of one word are looked up by each piece of the text as long as they are. */
function secretsIn(printed: string, secrets: readonly string[]): string[] {
  const [words, others] = [new Set<string>(), new Set<string>()]
  for (const secret of secrets) (/^[\w-]+$/.test(secret) ? words : others).add(secret)
  const lengths = new Set([...words].map(secret => secret.length))
  const found = new Set([...others].filter(secret => printed.includes(secret)))
  for (const [text] of printed.matchAll(word)) {
    for (const length of lengths) {
      for (let at = 0; at + length <= text.length; at++) {
        const piece = text.slice(at, at + length)
        if (words.has(piece)) found.add(piece)
      }
    }
  }
  return [...found]
}
