/** What came back to one question of discovery, and what it settles. */
import { type Reply, TransportError } from '../../amazon/transport.ts'
import { type Fields, fieldsOf } from '../call.ts'
import type { Mask } from '../mask.ts'
import type { RecordedAnswer } from './record.ts'

export type Heard = {
  /** What was asked, in words. */
  readonly title: string
  /** Null when the operation itself gave no answer: nothing came, a machine in front of it spoke, or nobody asked. */
  readonly answer: RecordedAnswer | null
  /** `HTTP 400 F200 InvalidAmountInput`, `HTTP 200 SUCCESS`, or why there is no answer. */
  readonly words: string
  readonly fields: Fields
  readonly succeeded: boolean
  /** How often the same bytes were sent; more than once, the answer may be that of a repeat. */
  readonly tries: number
}

export function hear(title: string, mask: Mask, { status, headers, text }: Reply, sent: Buffer): Heard {
  const fields = fieldsOf(text)
  const type = headers['content-type']
  const answer = {
    status,
    headers: type ? { 'content-type': type } : {},
    body: mask(text),
    sent: mask(sent.toString()),
  }
  const said = [fields.errorCode, fields.errorType, fields.status, fields.message].filter(Boolean).join(' ')
  const succeeded = status === 200 && fields.status === 'SUCCESS'
  const words = `HTTP ${status} ${succeeded ? 'SUCCESS' : mask(said) || 'nothing readable'}`
  return { title, answer, words, fields, succeeded, tries: 1 }
}

export function unanswered(title: string, words: string): Heard {
  return { title, answer: null, words, fields: {}, succeeded: false, tries: 1 }
}

/** Rethrows what the network did not do. */
export function unheard(title: string, error: unknown): Heard {
  if (error instanceof TransportError) return unanswered(title, error.message)
  throw error
}

/** The same, or no answer at all where what came is not the operation's own. */
export function ofOperation(heard: Heard): Heard {
  return isForeign(heard) || isThrottled(heard) ? unanswered(heard.title, heard.words) : heard
}

/** A 5xx without an error of Amazon's is a gateway's; a body that is there and no JSON was broken on its way. */
function isForeign({ answer, fields }: Heard): boolean {
  if (!answer) return false
  const unreadable = answer.body.trim() !== '' && Object.keys(fields).length === 0
  return unreadable || (answer.status >= 500 && fields.errorCode === undefined)
}

export function isThrottled({ answer }: Heard): boolean {
  return answer !== null && (answer.status === 429 || /throttl|rate exceeded/i.test(answer.body))
}

/** Whether Amazon said yes or no; undefined for what settles nothing, such as a temporary error. */
export function verdictOf({ answer, fields }: Heard): 'yes' | 'no' | undefined {
  if (/^F[23]00$/.test(String(fields.errorCode))) return 'no'
  return answer?.status === 200 && fields.errorCode === undefined ? 'yes' : undefined
}

/** As notes of a record: only what was answered, for the rest is told as missing. */
export function notesOf(...heard: readonly Heard[]): string[] {
  return heard
    .filter(({ answer }) => answer !== null)
    .map(({ title, words, tries }) => `${title}: ${words}${tries > 1 ? `, when asked ${tries} times` : ''}.`)
}
