// Explains to a person why a signature is refused: every step of Signature Version 4 as the server takes it, and
// which line the client had otherwise. Pure; whether a call is let in is decided by signature-v4.ts alone.

import type { KeyPair } from './keys.ts'
import {
  type Finding,
  headerFindings,
  keyFindings,
  listFindings,
  scopeFindings,
  timeFindings,
} from './signature-finding.ts'
import { type ComparedLine, compareLines } from './signature-mistake/compared-line.ts'
import { type Draft, draftOf, signatureOfDraft, textOf } from './signature-mistake/draft.ts'
import type { Mistake } from './signature-mistake/mistake.ts'
import { findMistakes } from './signature-mistake/search.ts'
import { headerValue, parseAuthorization, type SignedRequest } from './signature-v4.ts'

/** What the server knew when the request came. */
export interface Circumstances {
  readonly service: string
  readonly region: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly keys: readonly KeyPair[]
  /** Where the emulator listens. */
  readonly port: number
}

export interface SignatureExplanation {
  /** Everything that is wrong, the worst first; empty when the call is signed rightly. */
  readonly findings: readonly Finding[]
  /** Null when the header cannot be read or names no known key. */
  readonly steps: SignatureSteps | null
}

export interface SignatureSteps {
  readonly canonicalRequest: readonly ComparedLine[]
  readonly stringToSign: readonly ComparedLine[]
  /** What the key is derived over, one HMAC-SHA256 each, after `AWS4` and the secret. */
  readonly keySteps: readonly string[]
  readonly expected: string
  readonly given: string
}

/** Takes up to half a second for a signature that no known mistake explains. */
export function explainSignature(request: SignedRequest, given: Circumstances): SignatureExplanation {
  const unreadable = headerFindings(request)
  const authorization = parseAuthorization(headerValue(request, 'authorization') ?? '')
  if (!authorization || unreadable.length > 0) return { findings: unreadable, steps: null }
  const amzDate = headerValue(request, 'x-amz-date') ?? ''
  const before = [
    ...keyFindings(authorization, given.keys),
    ...scopeFindings(authorization, amzDate, given),
    ...timeFindings(amzDate, given.now),
    ...listFindings(request, authorization),
  ]
  const key = given.keys.find(({ accessKeyId }) => accessKeyId === authorization.accessKeyId)
  if (!key) return { findings: before, steps: null }
  const right = draftOf(request, authorization, amzDate, key.secretAccessKey)
  const matches = signatureOfDraft(right) === authorization.signature
  const mistakes = matches ? [] : findMistakes(right, { request, key, ...given }, authorization.signature)
  return {
    findings: [...before, ...(mistakes ? mistakeFindings(right, mistakes) : [unexplained(key)])],
    steps: stepsOf(right, mistakes?.at(-1)?.draft ?? right, authorization.signature),
  }
}

function mistakeFindings(right: Draft, mistakes: readonly Mistake[]): Finding[] {
  return mistakes.map(({ did, fix, draft }, index) => {
    const before = mistakes[index - 1]?.draft ?? right
    const lines = [
      ...differences('the canonical request', compareLines(before.canonical, draft.canonical)),
      ...differences('the string to sign', compareLines(scopeLines(before), scopeLines(draft))),
    ]
    return { wrong: `You ${did}.`, lines: lines.slice(0, MOST_LINES), fix }
  })
}

/** More than these do not help: the steps below show them all. */
const MOST_LINES = 4

/** The string to sign without its last line, which is the hash of the canonical request. */
function scopeLines(draft: Draft): string[] {
  return textOf(draft).split('\n').slice(0, 3)
}

function differences(where: string, lines: readonly ComparedLine[]): string[] {
  let number = 0
  return lines.flatMap(({ text, signed }) => {
    number += text === null ? 0 : 1
    if (text === signed) return []
    if (text === null)
      return [`After line ${number} of ${where} you signed \`${signed}\`, which the request has not.`]
    if (signed === null) return [`Line ${number} of ${where} is missing in what you signed: \`${text}\`.`]
    return [`Line ${number} of ${where} differs: you signed \`${signed}\`, the request says \`${text}\`.`]
  })
}

function unexplained({ accessKeyId }: KeyPair): Finding {
  return {
    wrong: 'The signature does not match, and none of the usual mistakes gives it.',
    lines: [],
    fix: `Look first at the secret of \`${accessKeyId}\`: copy it anew. Then see whether something changes the body or a header after signing. Then compare the steps below, line by line, with what your signing library logs.`,
  }
}

function stepsOf(right: Draft, signed: Draft, given: string): SignatureSteps {
  const { date, region, service } = right.scope
  return {
    canonicalRequest: compareLines(right.canonical, signed.canonical),
    stringToSign: compareLines(textOf(right).split('\n'), textOf(signed).split('\n')),
    keySteps: [date, region, service, 'aws4_request'],
    expected: signatureOfDraft(right),
    given,
  }
}
