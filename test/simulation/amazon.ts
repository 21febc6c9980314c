/**
 * Amazon as a seed plays it: what becomes of a call is chosen when it arrives, whoever sent it may be dead by then. It
 * keeps its own book of what it applied, and answers in the wire's own words, which the real classification reads.
 */
import { classify, classifyFailure } from '../../src/amazon/classification.ts'
import type { IncentivesApi } from '../../src/amazon/incentives-api.ts'
import { type Reply, TransportError } from '../../src/amazon/transport.ts'
import { toDecimal } from '../../src/domain/money.ts'
import { type Answer, keyRefused } from '../../src/domain/outcome.ts'
import type { Scheduler } from './scheduler.ts'

/** What Amazon does with a request id that it has applied before. */
export type Memory = 'replays' | 'forgets' | 'busy' | 'checks-first'

/** What may become of a call; `applied` names move the money and mislead about it. */
export const fates = [
  'success',
  'refusal',
  'never-left',
  'cut',
  'applied-cut',
  'applied-late',
  'f400',
  'applied-f400',
  'error-503',
  'applied-503',
  'garbage',
  'applied-garbage',
  'throttle',
  'applied-throttle',
  'resend',
  'funds',
  'contract',
  'clock',
  'other-key',
  'applied-wrong-echo',
  'no-after-applied',
] as const
export type Fate = (typeof fates)[number]

export type Applied = {
  readonly requestId: string
  readonly accountId: string
  readonly amount: string
  readonly atMs: number
}

export type Arrival = { readonly requestId: string; readonly body: string; readonly atMs: number }

export type Amazon = {
  /** The service's way to call it, as `process` has it. */
  of(process: number): IncentivesApi
  readonly applied: Applied[]
  readonly arrivals: Arrival[]
}

export type AmazonOptions = {
  readonly scheduler: Scheduler
  readonly now: () => number
  readonly memory: Memory
  readonly chooseFate: () => Fate
  /** Milliseconds from a cut connection to the money. */
  readonly lateMs: number
  /** Milliseconds for which an Amazon that forgets knows a request id. */
  readonly forgetsAfterMs: number
}

type Body = {
  readonly loadBalanceRequestId: string
  readonly amount: { readonly value: number; readonly currencyCode: string }
  readonly account: { readonly id: string }
}

/** The number under which steps of Amazon itself wait; no process of the service has it. */
export const amazonProcess = 0

const deadlineMs = 6_000
const networkMs = 60_000

export function createAmazon(options: AmazonOptions): Amazon {
  const { scheduler, now } = options
  const applied: Applied[] = []
  const arrivals: Arrival[] = []
  const known = (requestId: string, atMs = now()) => {
    const last = applied.findLast(load => load.requestId === requestId)
    if (!last) return undefined
    return options.memory === 'forgets' && atMs - last.atMs > options.forgetsAfterMs ? undefined : last
  }
  const apply = ({ loadBalanceRequestId: requestId, account, amount }: Body, atMs = now()) => {
    if (known(requestId, atMs)) return
    applied.push({ requestId, accountId: account.id, amount: amount.value.toFixed(2), atMs })
  }
  const applyLater = async (body: Body) => {
    const dueMs = now() + options.lateMs
    await scheduler.step(amazonProcess, 'late apply', () => now() >= dueMs)
    // At its own time, however far the clock has jumped meanwhile.
    apply(body, dueMs)
  }
  /** What the caller gets to see, if it still lives and waits. */
  const arrive = (text: string): Reply | TransportError => {
    const body = JSON.parse(text) as Body
    const fate = options.chooseFate()
    if (fate === 'never-left') return new TransportError('ECONNREFUSED', true, null)
    arrivals.push({ requestId: body.loadBalanceRequestId, body: text, atMs: now() })
    const before = known(body.loadBalanceRequestId)
    if (before && options.memory === 'busy' && fate === 'f400')
      return json(400, error('F400', 'RequestAlreadyInProgress'))
    if (fate.startsWith('applied-') && fate !== 'applied-late') apply(body)
    if (fate === 'applied-late') void applyLater(body)
    return answerOf(fate, body, before, options.memory, apply)
  }
  return {
    applied,
    arrivals,
    of: process => ({
      getAvailableFunds: async () => null,
      tryKey: async () => 'unproven',
      getActivityPage: async () => {
        throw new Error('bug: the engine reads no activity page')
      },
      loadAmazonBalance: async (_account, load): Promise<Answer> => {
        const sentMs = now()
        let came: Reply | TransportError | undefined
        void scheduler.step(amazonProcess, 'arrive').then(() => {
          // No network keeps bytes longer than that.
          if (now() < sentMs + networkMs) came = arrive(load.body.toString())
        })
        await scheduler.step(process, 'answer', () => came !== undefined || now() >= sentMs + deadlineMs)
        const reply = came ?? new TransportError('timeout', false, null)
        if (reply instanceof TransportError) return classifyFailure(reply)
        return withOtherKey(classify(reply, { ...load, amountUnit: 'major', echo: 'required' }))
      },
    }),
  }
}

/** There is always another key that may sign the next call. */
function withOtherKey(answer: Answer): Answer {
  return answer.hold === 'credentials' ? { ...answer, hold: null, reason: keyRefused } : answer
}

function answerOf(
  fate: Fate,
  body: Body,
  before: Applied | undefined,
  memory: Memory,
  apply: (body: Body) => void,
): Reply | TransportError {
  const refusal = json(400, error('F300', 'CustomerAccountBlocked'))
  const funds = json(400, error('F300', 'InsufficientFunds'))
  // A repeat is answered from memory, unless this Amazon looks at account and funds first.
  const repeated = before && memory !== 'checks-first'
  switch (fate) {
    case 'success':
      apply(body)
      return success(body)
    case 'refusal':
      return repeated ? success(body) : refusal
    case 'no-after-applied':
      if (before) return refusal
      apply(body)
      return success(body)
    case 'funds':
      return repeated ? success(body) : funds
    case 'contract':
      return json(400, error('F300', 'ActiveContractNotFound'))
    case 'clock':
      return json(403, { message: 'Signature expired: too old' })
    case 'other-key':
      return json(403, { message: 'The security token included in the request is invalid.' })
    case 'throttle':
    case 'applied-throttle':
      return json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' })
    case 'f400':
    case 'applied-f400':
      return json(400, error('F400', 'SystemTemporarilyUnavailable'))
    case 'resend':
      return json(200, { ...successBody(body), status: 'RESEND' })
    case 'error-503':
    case 'applied-503':
      return { status: 503, headers: {}, text: '<html>Service Unavailable</html>' }
    case 'garbage':
    case 'applied-garbage':
      return { status: 200, headers: {}, text: '{"status":"SUCC' }
    case 'applied-wrong-echo':
      return json(200, { ...successBody(body), amount: { ...body.amount, value: body.amount.value * 100 } })
    case 'never-left':
    case 'cut':
    case 'applied-cut':
    case 'applied-late':
      return new TransportError('cut', false, null)
    default:
      return fate satisfies never
  }
}

function success(body: Body): Reply {
  return json(200, successBody(body))
}

function successBody({ loadBalanceRequestId, amount }: Body): object {
  return { loadBalanceRequestId, amount, status: 'SUCCESS' }
}

function error(errorCode: string, errorType: string): object {
  const agcodResponse = {
    __type: 'LoadAmazonBalanceResponse',
    status: errorCode === 'F400' ? 'RESEND' : 'FAILURE',
  }
  return { agcodResponse, errorCode, errorType, message: errorType }
}

function json(status: number, body: object): Reply {
  return { status, headers: {}, text: JSON.stringify(body) }
}

/** What a load of this money shows in Amazon's book. */
export function bookedAmount(amountMinor: number, currency: string): string {
  return toDecimal({ amountMinor, currency })
}
