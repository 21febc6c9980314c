/** Asking Amazon's sandbox: one signed, paced load of the smallest amount, and its answer as it came. */
import { type Reply, TransportError } from '../../amazon/transport.ts'
import { DomainError } from '../../domain/errors.ts'
import { callSigned, type Fields, fieldsOf, newRequestId } from '../call.ts'
import { createMask, type Mask } from '../mask.ts'
import { createPace } from '../scene.ts'
import type { Stage } from '../stage.ts'
import type { AccountType, RecordedAnswer } from './record.ts'

export type Question = {
  readonly requestId: string
  readonly amazonAccount: string
  readonly amountMinor?: number
  readonly accountType?: AccountType
}

export type Heard = {
  readonly answer: RecordedAnswer
  /** `F200 InvalidAmountInput`, `SUCCESS`, or what little could be read. */
  readonly words: string
  readonly fields: Fields
  readonly succeeded: boolean
}

export type Asker = {
  readonly stage: Stage
  newId(): string
  /** Asks again when throttled. Throws `unavailable` when no answer comes, or the call is not let in. */
  ask(question: Question): Promise<Heard>
  /** Many at once. */
  askAll(questions: readonly Question[]): Promise<Heard[]>
  /** Amazon's figure, or null. Always 0 in Amazon's sandbox. */
  funds(): Promise<number | null>
}

const deadlineMs = 15_000

export function createAsker(stage: Stage): Asker {
  const { account, client, clock, transport } = stage
  const pace = createPace(stage, stage.callsPerSecond)
  // GetAvailableFunds has a tenth of the other operations' limit.
  const paceFunds = createPace(stage, stage.callsPerSecond / 10)
  const ask = (question: Question) => send(stage, question)
  const askUntilLetThrough = async (question: Question, tries = 3): Promise<Heard> => {
    const heard = await pace(() => ask(question))
    if (!isThrottled(heard) || tries === 1) return heard
    await stage.sleep(stage.throttleRestMs)
    return await askUntilLetThrough(question, tries - 1)
  }
  return {
    stage,
    newId: () => newRequestId(stage),
    ask: question => askUntilLetThrough(question),
    askAll: questions => Promise.all(questions.map(ask)),
    funds: () =>
      paceFunds(async () => {
        const told = await client.createIncentivesApi(transport, clock, deadlineMs).getAvailableFunds(account)
        return told && Number(told.amount)
      }),
  }
}

export function isThrottled({ answer }: Heard): boolean {
  return answer.status === 429 || /throttl|rate exceeded/i.test(answer.body)
}

async function send(stage: Stage, question: Question): Promise<Heard> {
  const { account, client } = stage
  const { requestId, amazonAccount, amountMinor = 1 } = question
  const { accountType = account.incentives.accountType } = question
  const as = { ...account, incentives: { ...account.incentives, accountType } }
  const body = client.loadBody(as, {
    requestId,
    amazonAccount,
    money: { amountMinor, currency: account.currency },
  })
  const call = { account: as, operation: 'LoadAmazonBalance', body, deadlineMs }
  const reply = await callSigned(stage, stage.transport, call).catch(fail)
  const heard = hear(createMask(account), reply, body)
  if (reply.status === 403) throw stopped(`Amazon turned the call down: ${heard.words}`)
  return heard
}

/** Without an answer, or before a closed door, there is nothing to learn. */
function fail(error: unknown): never {
  throw error instanceof TransportError ? stopped(error.message, error) : error
}

function stopped(reason: string, cause?: Error): DomainError {
  return new DomainError('unavailable', `discover: ${reason}; check access keys, region, host and clock`, {
    cause,
  })
}

function hear(mask: Mask, { status, headers, text }: Reply, sent: Buffer): Heard {
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
  return { answer, words, fields, succeeded }
}
