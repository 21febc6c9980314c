// Finds out which mistake makes a given signature: a server never sees what the client signed, so it tries what
// clients are known to get wrong, one mistake or two together, until the signature comes out.

import { bodyMistakes } from './body.ts'
import { type Draft, headerLines, signatureOfDraft } from './draft.ts'
import { headerListMistakes } from './header-list.ts'
import { headerValueMistakes } from './header-value.ts'
import { keyMistakes } from './key.ts'
import type { Facts, Mistake } from './mistake.ts'
import { pathMistakes } from './path.ts'
import { millisecondMistakes, timeMistakes } from './time.ts'

/** The mistakes that together give the signature; null when none do. */
export function findMistakes(right: Draft, facts: Facts, given: string): readonly Mistake[] | null {
  const gives = ({ draft }: Mistake) => signatureOfDraft(draft) === given
  const kinds = KINDS.map(find => find(right, facts))
  const one = kinds.flat().find(gives) ?? millisecondMistakes(right).find(gives)
  if (one) return [one]
  if (headerLines(right).length > MOST_HEADERS) return null
  for (const [kind, found] of kinds.entries()) {
    for (const first of found) {
      const second = KINDS.slice(kind + 1)
        .flatMap(find => find(first.draft, facts))
        .find(gives)
      if (second) return [first, second]
    }
  }
  return null
}

/** With the square of them the search for two mistakes grows to seconds, in which no other call is answered. */
const MOST_HEADERS = 12

/** Two mistakes are looked for in two different kinds: most clients that got one of a kind wrong got one wrong. */
const KINDS: readonly ((draft: Draft, facts: Facts) => Mistake[])[] = [
  keyMistakes,
  bodyMistakes,
  pathMistakes,
  timeMistakes,
  headerListMistakes,
  headerValueMistakes,
]
