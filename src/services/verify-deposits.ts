/** Reading the deposits of an export and their log side by side, one deposit at a time. */
import type { Coverage } from '../domain/coverage.ts'
import { beforeFirst, type ChainPosition, type ExportedEvent, follow } from '../domain/verification.ts'
import { rowsOf } from './export-file.ts'

export type Counted = { deposits: number; events: number }

/** What is wrong first, by claim link; null when every chain is whole, and `coverage` and `counted` have all of them. */
export async function verifyDeposits(
  file: string,
  coverage: Coverage,
  counted: Counted,
): Promise<string | null> {
  const events = oneAhead(rowsOf(file, 'event'))
  for await (const deposit of rowsOf(file, 'deposit')) {
    const ahead = await events.peek()
    if (ahead && ahead.claimLinkId < deposit.claimLinkId) return `${named(ahead)}: there is no deposit for it`
    const end = await verifyChain(events, deposit.claimLinkId, coverage)
    if (typeof end === 'string') return end
    counted.deposits++
    counted.events += end.sequence
    const wrong = wrongEnd(deposit, end)
    if (wrong) return `claim link ${deposit.claimLinkId}, entry ${end.sequence + 1}: ${wrong}`
  }
  const left = await events.peek()
  return left ? `${named(left)}: there is no deposit for it` : null
}

/** Follows the events of one deposit to its end, or tells what is wrong with the first bad one. */
async function verifyChain(
  events: Ahead,
  claimLinkId: string,
  coverage: Coverage,
): Promise<ChainPosition | string> {
  let end = beforeFirst
  for (let event = await events.peek(); event?.claimLinkId === claimLinkId; event = await events.peek()) {
    const after = follow(end, event)
    if (typeof after === 'string') return `${named(event)}: ${after}`
    coverage.add(event)
    end = after
    await events.skip()
  }
  return end
}

type Ahead = { peek(): Promise<ExportedEvent | undefined>; skip(): Promise<void> }

/** An iteration whose next item can be looked at before it is taken. */
function oneAhead(events: AsyncGenerator<ExportedEvent>): Ahead {
  let next: Promise<IteratorResult<ExportedEvent>> | undefined
  const look = () => (next ??= events.next())
  return {
    peek: async () => {
      const { done, value } = await look()
      return done ? undefined : value
    },
    skip: async () => {
      await look()
      next = undefined
    },
  }
}

function named({ claimLinkId, sequence }: ExportedEvent): string {
  return `claim link ${claimLinkId}, entry ${sequence}`
}

function wrongEnd(
  deposit: { state: string; events: number; chainHead: string },
  { sequence, hash, state }: ChainPosition,
): string | null {
  if (sequence !== deposit.events || hash !== deposit.chainHead)
    return `the deposit has ${deposit.events} entries, ${sequence} are here: the end is missing or another one`
  return state === deposit.state ? null : `the log ends with ${state}, the deposit is ${deposit.state}`
}
