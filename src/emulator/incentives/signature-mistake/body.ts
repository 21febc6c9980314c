// Mistakes in the last line of the canonical request: the hash of other bytes than those that were sent, or none.

import { createHash } from 'node:crypto'
import { sha256 } from '../signature-v4.ts'
import type { Draft } from './draft.ts'
import { type Facts, lineMistakes, type Mistake, type Variant } from './mistake.ts'

export function bodyMistakes(draft: Draft, { request }: Facts): Mistake[] {
  const text = Buffer.from(request.body).toString('utf8')
  const hashed = otherBodies(text).map(([did, body]): Variant => [did, sha256(body)])
  return lineMistakes(draft, -1, FIX, [...otherHashes(request.body, text), ...hashed])
}

const FIX =
  'Make the body once, hash exactly those bytes (SHA-256, lower-case hexadecimal), and send those bytes.'

function otherHashes(body: Uint8Array, text: string): Variant[] {
  const hash = createHash('sha256').update(body).digest()
  return [
    ['signed UNSIGNED-PAYLOAD', 'UNSIGNED-PAYLOAD'],
    ['left the body hash out', ''],
    ['signed the body itself instead of its hash', text],
    ['wrote the body hash in capitals', hash.toString('hex').toUpperCase()],
    ['wrote the body hash in base64', hash.toString('base64')],
  ]
}

function otherBodies(text: string): Variant[] {
  const compact = reassemble(text, ':', ',')
  return [
    ['signed the hash of an empty body', ''],
    ['signed the body without the line break at its end', text.replace(/\r?\n$/, '')],
    ['signed the body with a line break at its end', `${text}\n`],
    ['signed the body with a line break at its end', `${text}\r\n`],
    ['signed the body without the space around it', text.trim()],
    ['signed the JSON without spaces', compact],
    ['signed the JSON with a space after each colon and comma', reassemble(text, ': ', ', ')],
    ['signed the JSON as a string', JSON.stringify(text)],
    ['signed another encoding of the characters outside ASCII', escapeUnicode(compact)],
    ['signed another encoding of the characters outside ASCII', escapeUnicode(reassemble(text, ': ', ', '))],
    ['signed the slashes escaped', compact.replaceAll('/', '\\/')],
    ...numberForms(text).map((body): Variant => ['wrote the amount in other digits', body]),
    ...jsonForms(text),
  ]
}

/** The same JSON with other white space; every token stays as it was written. */
function reassemble(text: string, colon: string, comma: string): string {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[^\s"]/g) ?? []
  return tokens.map(token => (token === ':' ? colon : token === ',' ? comma : token)).join('')
}

function escapeUnicode(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** `25`, `25.0`, `25.00` and `"25"`: what a number becomes when it is parsed and written again. */
function numberForms(text: string): string[] {
  const number = /("(?:value|amount)"\s*:\s*)"?(\d+(?:\.\d+)?)"?/
  const form = (write: (digits: string) => string) =>
    text.replace(number, (_, head: string, digits: string) => head + write(digits))
  return [
    form(digits => String(Number(digits))),
    form(digits => Number(digits).toFixed(1)),
    form(digits => Number(digits).toFixed(2)),
    form(digits => `"${digits}"`),
    form(digits => digits),
  ]
}

/** Only of a body that is JSON. */
function jsonForms(text: string): Variant[] {
  try {
    const value: unknown = JSON.parse(text)
    const indents = [0, 2, 3, 4, '\t'].map(indent => JSON.stringify(value, null, indent))
    return indents.map(body => ['signed the JSON in another layout', body])
  } catch {
    return []
  }
}
