/** What the same request id does once more: with the same bytes, another amount, another account. */
import { noAccount } from '../scene.ts'
import type { Asker, Heard } from './asker.ts'
import type { Loaded } from './load.ts'
import type { Finding, World } from './record.ts'

export async function askSame(asker: Asker, { question, heard }: Loaded): Promise<Finding> {
  const again = await asker.ask(question)
  const repeatAfterSuccess = readRepeat(again)
  const body = repeatAfterSuccess === 'replay' ? replayBody(heard, again) : {}
  return {
    world: { ...(repeatAfterSuccess && { repeatAfterSuccess }), ...body },
    notes: [`The same request once more: ${again.words}.`],
  }
}

/** Undefined for an answer that settles nothing, such as a temporary error. */
function readRepeat({ answer, fields }: Heard): 'replay' | 'refuse' | undefined {
  if (/^F[23]00$/.test(String(fields.errorCode))) return 'refuse'
  return answer.status === 200 && fields.errorCode === undefined ? 'replay' : undefined
}

function replayBody(first: Heard, again: Heard): World {
  if (again.answer.body === first.answer.body) return { replayBody: 'same' }
  if (again.answer.body === '') return { replayBody: 'empty' }
  if ('timestamp' in again.fields) return { replayBody: 'new-timestamp' }
  return 'amount' in again.fields ? {} : { replayBody: 'status-only' }
}

export async function askOtherAmount(asker: Asker, { question }: Loaded): Promise<Finding> {
  const again = await asker.ask({ ...question, amountMinor: (question.amountMinor ?? 1) + 1 })
  const sameIdOtherAmount = readRepeat(again)
  const echo = again.fields.amount === undefined ? '' : ` It echoes ${JSON.stringify(again.fields.amount)}.`
  const note = `The same request id with another amount: ${again.words}.${echo}`
  return { world: { ...(sameIdOtherAmount && { sameIdOtherAmount }) }, notes: [note] }
}

/** A second load under the id can be told from a replay only where the funds say more than 0. */
export async function askOtherAccount(asker: Asker, { question }: Loaded): Promise<Finding> {
  const before = await asker.funds()
  const again = await asker.ask({ ...question, amazonAccount: `${noAccount}2` })
  const after = await asker.funds()
  const note = `The same request id with another account: ${again.words}.`
  const read = readRepeat(again)
  if (read !== 'replay') return { world: { ...(read && { sameIdOtherAccount: read }) }, notes: [note] }
  const moved = before !== null && after !== null && after < before
  const told = moved
    ? 'The funds went down, so it was a second load.'
    : 'The funds say nothing of a second load, so it is taken for a replay; in the sandbox they are always 0.'
  return { world: { sameIdOtherAccount: moved ? 'accept' : 'replay' }, notes: [`${note} ${told}`] }
}
