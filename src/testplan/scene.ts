/** What a case has to act with: paced, recorded calls by the client under test, each of them one step of the report. */
import { type Reply, TransportError } from '../amazon/transport.ts'
import type { Funds } from '../amazon/wire.ts'
import type { Clock } from '../domain/clock.ts'
import type { Answer } from '../domain/outcome.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { callSigned, newRequestId } from './call.ts'
import { unmet } from './ending.ts'
import { describeAnswer } from './expectation.ts'
import type { Mask } from './mask.ts'
import { createRecorder, type Recorded, type Recorder, type Sent } from './recorder.ts'
import type { Step } from './result.ts'
import type { Stage } from './stage.ts'

export type Load = {
  readonly requestId: string
  /** 1.00, or 100 yen, unless given. */
  readonly amountMinor?: number
  /** The stage's own unless given. */
  readonly amazonAccount?: string
  /** Changes the finished body, for what the client itself would never send. */
  readonly rewrite?: (body: string) => string
}

/** How a call differs from an ordinary one. */
export type Terms = {
  readonly account?: PartnerAccount
  readonly clock?: Clock
  readonly deadlineMs?: number
}

export type Scene = {
  readonly stage: Stage
  /** A request id as the service makes one, never used before. */
  newId(): string
  load(title: string, load: Load, terms?: Terms): Promise<Answer>
  /** Many at once, in one step. */
  burst(title: string, loads: readonly Load[]): Promise<readonly Answer[]>
  funds(title: string): Promise<Funds | null>
  /** A signed call of any operation. Fails the case when no answer comes. */
  call(title: string, operation: string, fields: object): Promise<Reply>
  /** A step of the case's own making; what it returns is told in the report. */
  step<T>(
    title: string,
    requestId: string | null,
    act: () => Promise<T>,
    tell: (result: T) => string,
  ): Promise<T>
  /** What the last step sent, unmasked. */
  sent(): readonly Sent[]
  steps(): readonly Step[]
}

/** Amazon's advice for a call, as in the service. */
const deadlineMs = 6_000
/** What a load moves unless the case is about the amount. */
export const plainAmountMinor = 100
/** Of a load that no account is needed for. */
export const noAccount = 'amzn1.account.TESTPLANNOBODY'

export function createScene(stage: Stage, mask: Mask, pace: Pace): Scene {
  const { account, client, clock } = stage
  const recorder = createRecorder(stage.transport, mask)
  const { step, steps, last } = createSteps(stage, recorder, mask)
  const send = (load: Load, terms: Terms = {}) => {
    const as = terms.account ?? account
    const money = { amountMinor: load.amountMinor ?? plainAmountMinor, currency: account.currency }
    const amazonAccount = load.amazonAccount ?? stage.amazonAccount ?? noAccount
    const made = client.loadBody(as, { requestId: load.requestId, amazonAccount, money })
    const body = load.rewrite ? Buffer.from(load.rewrite(made.toString())) : made
    const api = client.createIncentivesApi(
      recorder.transport,
      terms.clock ?? clock,
      terms.deadlineMs ?? deadlineMs,
    )
    return api.loadAmazonBalance(as, { requestId: load.requestId, money, body })
  }
  const call = (operation: string, fields: object): Promise<Reply> => {
    const body = Buffer.from(JSON.stringify(fields))
    return callSigned(stage, recorder.transport, { account, operation, body, deadlineMs })
  }
  return {
    stage,
    newId: () => newRequestId(stage),
    load: (title, load, terms) =>
      pace(() => step(title, load.requestId, () => send(load, terms), describeAnswer)),
    burst: (title, loads) => step(title, null, () => Promise.all(loads.map(load => send(load))), describeAll),
    funds: title => {
      const api = client.createIncentivesApi(recorder.transport, clock, deadlineMs)
      return pace(() => step(title, null, () => api.getAvailableFunds(account), describeFunds))
    },
    call: (title, operation, fields) => {
      const ask = () => call(operation, fields)
      return pace(() => step(title, idIn(fields), ask, ({ status }) => `HTTP ${status}`))
    },
    step,
    sent: () => last().map(({ sent }) => sent),
    steps,
  }
}

/** Runs one call after the other. */
export type Pace = <T>(call: () => Promise<T>) => Promise<T>

/** The pause is counted from the end of a call, so that whenever calls arrive, they are no more than the limit. */
export function createPace({ clock, sleep }: Stage, callsPerSecond: number): Pace {
  const pauseMs = 1_010 / callsPerSecond
  let next = 0
  return async call => {
    await sleep(Math.min(pauseMs, Math.max(0, next - clock().getTime())))
    return await call().finally(() => {
      next = clock().getTime() + pauseMs
    })
  }
}

function createSteps({ service }: Stage, recorder: Recorder, mask: Mask) {
  const steps: Step[] = []
  let recorded: readonly Recorded[] = []
  const step: Scene['step'] = async (title, requestId, act, tell) => {
    const at = new Date()
    const end = (came: string) => {
      recorded = [...recorder.take(), ...about(requestId, service?.take() ?? [])]
      const exchanges = recorded.map(({ exchange }) => exchange)
      const durationMs = Date.now() - at.getTime()
      steps.push({ title, at: at.toISOString(), durationMs, requestId, came: mask(came), exchanges })
    }
    try {
      const result = await act()
      end(tell(result))
      return result
    } catch (error) {
      end(error instanceof Error ? error.message : String(error))
      throw error instanceof TransportError ? unmet('an answer', error.message) : error
    }
  }
  return { step, steps: () => steps, last: () => recorded }
}

/** Of what the service sent, only what this step is about: it may have other deposits to send. */
function about(requestId: string | null, recorded: readonly Recorded[]): Recorded[] {
  return recorded.filter(({ exchange }) => requestId !== null && exchange.requestBody.includes(requestId))
}

/** The request id among an operation's fields, whatever the operation calls it. */
function idIn(fields: object): string | null {
  const entry = Object.entries(fields).find(([name]) => /requestId$/i.test(name))
  return typeof entry?.[1] === 'string' ? entry[1] : null
}

function describeFunds(told: Funds | null): string {
  return told ? `${told.amount} ${told.currency}` : 'no figure'
}

function describeAll(answers: readonly Answer[]): string {
  const words = answers.map(answer => (answer.throttled ? 'throttled' : `${answer.outcome} ${answer.reason}`))
  return [...new Set(words)]
    .map(word => `${words.filter(other => other === word).length} × ${word}`)
    .join(', ')
}
