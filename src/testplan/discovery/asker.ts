/**
 * Asking Amazon's sandbox: signed, paced loads of the smallest amount, one after the other. A question without an
 * answer is asked again with the same bytes, then left behind; once nothing answers any more, or the run is stopped,
 * nothing else is sent. So whoever asks goes on in any case, and what was learned is kept.
 */
import type { Transport } from '../../amazon/transport.ts'
import { callSigned, newRequestId } from '../call.ts'
import { createMask } from '../mask.ts'
import { createPace } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { type Heard, hear, isThrottled, ofOperation, unanswered, unheard } from './heard.ts'
import type { AccountType } from './record.ts'

export type Question = {
  readonly requestId: string
  readonly amazonAccount: string
  readonly amountMinor?: number
  readonly accountType?: AccountType
}

export type Asker = {
  readonly stage: Stage
  newId(): string
  /** Never throws for what Amazon or the network does: `answer` is null then. */
  ask(title: string, question: Question): Promise<Heard>
  /** The same question so many times at once, then a rest, so that whatever comes next is let through. */
  askAtOnce(title: string, question: Question, times: number): Promise<readonly Heard[]>
  /** Amazon's figure, or null. Always 0 in Amazon's sandbox. */
  funds(): Promise<number | null>
  /** Notes a question that cannot be asked for want of another answer. */
  leaveOut(title: string): void
  gaps(): Gaps
}

export type Gaps = {
  /** Why nothing more was asked, or null. */
  readonly ended: string | null
  /** Questions that were asked, with what came instead of an answer. */
  readonly unanswered: readonly string[]
  readonly notAsked: readonly string[]
}

const deadlineMs = 15_000
const mostTries = 3
/** For a gateway to find its way back. After a throttle Amazon wants more: `throttleRestMs`. */
const restMs = 2_000
/** So many questions in a row without an answer, each asked three times, are no accident. */
const mostInARow = 3

/** `stopped` also cuts off the call that is under way. */
export function createAsker(given: Stage, stopped: AbortSignal): Asker {
  const stage = { ...given, transport: stoppable(given.transport, stopped) }
  const pace = createPace(stage, stage.callsPerSecond)
  const gaps = createGaps(stopped)
  const askOnce = async (title: string, question: Question) => {
    const heard = await send(stage, title, question)
    if (heard.answer?.status === 403) gaps.end(`Amazon turned the call down: ${heard.words}; ${door}`)
    return heard.answer?.status === 403 ? unanswered(title, heard.words) : heard
  }
  const askUntilAnswered = async (title: string, question: Question, tries = 1): Promise<Heard> => {
    const came = await pace(() => askOnce(title, question))
    const heard = { ...ofOperation(came), tries }
    if (heard.answer !== null || tries === mostTries || gaps.now().ended !== null) return heard
    await rest(stage, isThrottled(came) ? stage.throttleRestMs : restMs, stopped)
    return gaps.now().ended === null ? await askUntilAnswered(title, question, tries + 1) : heard
  }
  return {
    stage,
    newId: () => newRequestId(stage),
    ask: async (title, question) => {
      if (gaps.now().ended !== null) return gaps.leaveOut(title)
      return gaps.note(await askUntilAnswered(title, question))
    },
    askAtOnce: async (title, question, times) => {
      if (gaps.now().ended !== null) return [gaps.leaveOut(title)]
      const heard = await Promise.all(Array.from({ length: times }, () => askOnce(title, question)))
      const silent = heard.find(({ answer }) => answer === null)
      if (silent && !heard.some(isThrottled)) gaps.note(silent)
      await rest(stage, stage.throttleRestMs, stopped)
      return heard
    },
    funds: fundsOf(stage, () => gaps.now().ended === null),
    leaveOut: gaps.leaveOut,
    gaps: gaps.now,
  }
}

const door = 'check access keys, region, host and clock'

function createGaps(stopped: AbortSignal) {
  let reason: string | null = null
  let inARow = 0
  const unheardOf: string[] = []
  const notAsked: string[] = []
  const end = (why: string) => {
    reason ??= why
  }
  return {
    end,
    now: (): Gaps => ({
      ended: stopped.aborted ? 'the run was stopped' : reason,
      unanswered: unheardOf,
      notAsked,
    }),
    note: (heard: Heard): Heard => {
      inARow = heard.answer === null ? inARow + 1 : 0
      if (heard.answer === null) unheardOf.push(`${heard.title}: ${heard.words}`)
      if (inARow === mostInARow) end(`nothing answers any more: ${heard.words}; ${door}`)
      return heard
    },
    leaveOut: (title: string): Heard => {
      notAsked.push(title)
      return unanswered(title, 'not asked')
    },
  }
}

async function send(stage: Stage, title: string, question: Question): Promise<Heard> {
  const { account, client } = stage
  const { requestId, amazonAccount, amountMinor = 1 } = question
  const { accountType = account.incentives.accountType } = question
  const as = { ...account, incentives: { ...account.incentives, accountType } }
  const money = { amountMinor, currency: account.currency }
  const body = client.loadBody(as, { requestId, amazonAccount, money })
  const call = { account: as, operation: 'LoadAmazonBalance', body, deadlineMs }
  return await callSigned(stage, stage.transport, call).then(
    reply => hear(title, createMask(account), reply, body),
    error => unheard(title, error),
  )
}

/** GetAvailableFunds has a tenth of the other operations' limit. */
function fundsOf(stage: Stage, mayAsk: () => boolean): Asker['funds'] {
  const { account, client, clock, transport, callsPerSecond } = stage
  const pace = createPace(stage, callsPerSecond / 10)
  const api = client.createIncentivesApi(transport, clock, deadlineMs)
  return async () => {
    const told = mayAsk() ? await pace(() => api.getAvailableFunds(account)) : null
    return told && Number(told.amount)
  }
}

function stoppable(transport: Transport, stopped: AbortSignal): Transport {
  return {
    ...transport,
    send: (url, message) =>
      transport.send(url, { ...message, signal: AbortSignal.any([message.signal, stopped]) }),
  }
}

/** Ends early when the run is stopped. */
async function rest(stage: Stage, ms: number, stopped: AbortSignal): Promise<void> {
  await stage.sleep(ms, undefined, { signal: stopped }).catch(() => {})
}
