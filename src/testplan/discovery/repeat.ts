/** What the same request id does once more: with the same bytes, another amount, another account. */
import { noAccount } from '../scene.ts'
import type { Asker } from './asker.ts'
import { type Heard, notesOf, verdictOf } from './heard.ts'
import type { Loaded } from './load.ts'
import type { Finding, World } from './record.ts'

export async function askSame(asker: Asker, { question, heard }: Loaded): Promise<Finding> {
  const again = await asker.ask('The same request once more', question)
  const repeatAfterSuccess = readRepeat(again)
  const body = repeatAfterSuccess === 'replay' ? replayBody(heard, again) : {}
  return {
    world: { ...(repeatAfterSuccess && { repeatAfterSuccess }), ...body },
    notes: notesOf(again),
  }
}

function readRepeat(again: Heard): 'replay' | 'refuse' | undefined {
  const verdict = verdictOf(again)
  return verdict && (verdict === 'yes' ? 'replay' : 'refuse')
}

function replayBody(first: Heard, again: Heard): World {
  if (again.answer?.body === first.answer?.body) return { replayBody: 'same' }
  if (again.answer?.body === '') return { replayBody: 'empty' }
  if ('timestamp' in again.fields) return { replayBody: 'new-timestamp' }
  return 'amount' in again.fields ? {} : { replayBody: 'status-only' }
}

export async function askOtherAmount(asker: Asker, { question }: Loaded): Promise<Finding> {
  const amountMinor = (question.amountMinor ?? 1) + 1
  const again = await asker.ask('The same request id with another amount', { ...question, amountMinor })
  const sameIdOtherAmount = readRepeat(again)
  const { amount } = again.fields
  const echo = amount === undefined ? [] : [`It echoes ${JSON.stringify(amount)}.`]
  return {
    world: { ...(sameIdOtherAmount && { sameIdOtherAmount }) },
    notes: [...notesOf(again), ...echo],
  }
}

/** A second load under the id can be told from a replay only where the funds say more than 0. */
export async function askOtherAccount(asker: Asker, { question }: Loaded): Promise<Finding> {
  const before = await asker.funds()
  const other = { ...question, amazonAccount: `${noAccount}2` }
  const again = await asker.ask('The same request id with another account', other)
  const after = await asker.funds()
  const read = readRepeat(again)
  if (read !== 'replay')
    return { world: { ...(read && { sameIdOtherAccount: read }) }, notes: notesOf(again) }
  const moved = before !== null && after !== null && after < before
  const told = moved
    ? 'The funds went down, so it was a second load.'
    : 'The funds say nothing of a second load, so it is taken for a replay; in the sandbox they are always 0.'
  return { world: { sameIdOtherAccount: moved ? 'accept' : 'replay' }, notes: [...notesOf(again), told] }
}
