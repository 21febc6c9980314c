// An answer of Amazon's, word for word, fitted to another request: what echoed the request that was answered then
// echoes the one that is answered now, everything else stays.

import type { Answer } from '../answer.ts'
import { type LoadRequest, parseLoadRequest } from '../incentives/load-request.ts'
import { ASSUMED_WORLD, type World } from './world.ts'

/** What Amazon was seen to do: the world that the emulator starts in, and answers word for word. */
export interface AmazonRecord {
  readonly world: World
  /** By mock code; `load` is the success of a load. */
  readonly answers: Readonly<Partial<{ [name: string]: RecordedAnswer }>>
}

export const NO_RECORD: AmazonRecord = { world: ASSUMED_WORLD, answers: {} }

export interface RecordedAnswer {
  readonly status: number
  readonly headers: { readonly 'content-type'?: string }
  readonly body: string
  /** The body of the request that it answered; without it nothing is fitted. */
  readonly sent?: string | undefined
}

/** What answers repeat of a request. */
export type Echoed = Pick<LoadRequest, 'requestId' | 'accountId' | 'currency' | 'amount'>

/** The recorded answer as an answer to this request. */
export function playRecorded(recorded: RecordedAnswer, now: Echoed, outcome: string): Answer {
  const body = recorded.sent === undefined ? recorded.body : fit(recorded.body, echoedIn(recorded.sent), now)
  const type = recorded.headers['content-type']
  return {
    status: recorded.status,
    ...(type && { headers: { 'Content-Type': type } }),
    body,
    outcome,
    applied: false,
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g

/** Works on the text, so that members, order, white space and the way numbers are written stay Amazon's. */
function fit(body: string, then: Echoed, now: Echoed): string {
  const texts = new Map<unknown, string | null>([
    [then.requestId, now.requestId],
    [then.accountId, now.accountId],
    [then.currency, now.currency],
  ])
  return body.replace(TOKENS, token => {
    const value: unknown = JSON.parse(token)
    if (typeof value === 'string' && texts.has(value)) return JSON.stringify(texts.get(value))
    if (value === '' || then.amount === null || now.amount === null) return token
    if (Number(value) !== then.amount) return token
    const digits = inStyleOf(String(value === then.amount ? token : value), now.amount)
    return typeof value === 'string' ? `"${digits}"` : digits
  })
}

/** 25 after `1`, 25.0 after `1.0` or `0.01`, 25.00 after `1.00`. */
function inStyleOf(written: string, amount: number): string {
  const decimals = written.split('.')[1] ?? ''
  if (decimals === '') return String(amount)
  if (decimals.length > 1 && decimals.endsWith('0')) return amount.toFixed(decimals.length)
  return Number.isInteger(amount) ? amount.toFixed(1) : String(amount)
}

function echoedIn(sent: string): Echoed {
  const request = parseLoadRequest(Buffer.from(sent))
  return typeof request === 'string' ? NOTHING : request
}

const NOTHING: Echoed = { requestId: null, accountId: null, currency: null, amount: null }
