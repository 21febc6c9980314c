/** What this process counts as it happens, in memory alone: requests of people and calls to Amazon. */
import { Counter, Histogram, Registry } from 'prom-client'
import type { AmazonCall } from '../domain/amazon-call.ts'

export type ServedRequest = {
  readonly method: string
  /** The pattern, never a path: paths of claim links hold their tokens. */
  readonly route: string
  readonly status: number
  readonly ms: number
}

export type Measures = {
  readonly registry: Registry
  noteCall(call: AmazonCall): void
  noteRequest(request: ServedRequest): void
}

/** Amazon's deadline is 6 seconds, a sign-in may take 10. */
const callSeconds = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 10]
/** A page takes milliseconds; a consent may wait 2 seconds for its outcome. */
const requestSeconds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function createMeasures(): Measures {
  const registry = new Registry()
  const registers = [registry]
  const calls = new Histogram({
    name: 'receive_amazon_call_seconds',
    help: 'Calls to Amazon by operation and outcome; a load that is not-sent used no slot',
    labelNames: ['operation', 'outcome'],
    buckets: callSeconds,
    registers,
  })
  const loads = new Counter({
    name: 'receive_load_answers_total',
    help: 'Loads of a gift card balance by outcome and by the word for it',
    labelNames: ['partner_account', 'outcome', 'reason'],
    registers,
  })
  const requests = new Histogram({
    name: 'receive_http_request_seconds',
    help: 'Requests by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: requestSeconds,
    registers,
  })
  const known = boundedWords()
  return {
    registry,
    noteCall: ({ operation, partnerAccount, outcome, reason, ms }) => {
      calls.observe({ operation, outcome }, ms / 1_000)
      if (operation === 'LoadAmazonBalance')
        loads.inc({ partner_account: partnerAccount ?? '', outcome, reason: known(reason ?? '') })
    },
    noteRequest: ({ method, route, status, ms }) =>
      requests.observe({ method: methodOf(method), route, status }, ms / 1_000),
  }
}

/** Amazon's words for errors are some dozens; a stranger's would be a new series each. */
const mostWords = 100

function boundedWords(): (word: string) => string {
  const words = new Set<string>()
  return word => {
    if (words.has(word)) return word
    if (words.size >= mostWords) return 'other'
    words.add(word)
    return word
  }
}

function methodOf(method: string): string {
  return ['GET', 'HEAD', 'POST'].includes(method) ? method : 'other'
}
