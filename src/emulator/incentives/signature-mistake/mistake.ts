// What a mistake in signing is, and what is known when one is looked for. The tables of mistakes build on it.

import type { KeyPair } from '../keys.ts'
import type { SignedRequest } from '../signature-v4.ts'
import { type Draft, withLine } from './draft.ts'

/** One way to sign a request wrongly. */
export interface Mistake {
  /** What the client did, in words that follow "you". */
  readonly did: string
  /** What to do instead, in a sentence. */
  readonly fix: string
  /** Everything as it was signed then. */
  readonly draft: Draft
}

/** What is known beside the signature. */
export interface Facts {
  readonly request: SignedRequest
  /** The one that the request names. */
  readonly key: KeyPair
  readonly keys: readonly KeyPair[]
  /** Where the emulator listens. */
  readonly port: number
}

/** What was done, and the text that a line of the canonical request had because of it. */
export type Variant = readonly [did: string, line: string]

/** A mistake for each variant of one line; those that come to the same line are none. */
export function lineMistakes(
  draft: Draft,
  index: number,
  fix: string,
  variants: readonly Variant[],
): Mistake[] {
  const others = variants.filter(([, line]) => line !== draft.canonical.at(index))
  return others.map(([did, line]) => ({ did, fix, draft: withLine(draft, index, line) }))
}
