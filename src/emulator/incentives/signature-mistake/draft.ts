// What goes into a signature, laid open: as the server reads it from the request, or as a client may have had it.

import {
  type Authorization,
  canonicalRequest,
  type SignedRequest,
  signatureOf,
  signingKey,
  stringToSign,
} from '../signature-v4.ts'

export type Scope = Pick<Authorization, 'date' | 'region' | 'service'>

export interface Draft {
  /** The canonical request: method, path, query, a line for each header, an empty one, their names, body hash. */
  readonly canonical: readonly string[]
  readonly amzDate: string
  readonly scope: Scope
  readonly key: Buffer
}

/** The draft that a right client has of this request. */
export function draftOf(
  request: SignedRequest,
  { signedHeaders, date, region, service }: Authorization,
  amzDate: string,
  secret: string,
): Draft {
  const scope = { date, region, service }
  const canonical = canonicalRequest(request, signedHeaders).split('\n')
  return { canonical, amzDate, scope, key: signingKey(secret, scope) }
}

/** The four lines of the string to sign. */
export function textOf({ canonical, amzDate, scope }: Draft): string {
  return stringToSign(amzDate, scope, canonical.join('\n'))
}

export function signatureOfDraft(draft: Draft): string {
  return signatureOf(draft.key, textOf(draft))
}

/** The lines of the headers, without what stands before and after them. */
export function headerLines({ canonical }: Draft): readonly string[] {
  return canonical.slice(3, -3)
}

export function withLine(draft: Draft, index: number, line: string): Draft {
  return { ...draft, canonical: draft.canonical.with(index, line) }
}

export function withHeaders(draft: Draft, lines: readonly string[], names: string): Draft {
  const { canonical } = draft
  const head = canonical.slice(0, 3)
  return { ...draft, canonical: [...head, ...lines, '', names, canonical.at(-1) ?? ''] }
}
