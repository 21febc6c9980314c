/** Reading the deposits of an export, their attempts and their log side by side, one deposit at a time. */
import type { Coverage } from '../domain/coverage.ts'
import { contradiction, type Told } from '../domain/told-row.ts'
import { beforeFirst, type ChainPosition, type ExportedEvent, follow } from '../domain/verification.ts'
import { rowsOf } from './export-file.ts'
import type { Row } from './export-row.ts'
import { type Ahead, oneAhead } from './one-ahead.ts'

export type Found = {
  readonly deposits: number
  readonly events: number
  /** The first chain that is not whole, by claim link. Nothing after it was read. */
  readonly broken: string | null
  /** The first row that says another thing than its log. */
  readonly contradicted: string | null
}

export const nothingFound: Found = { deposits: 0, events: 0, broken: null, contradicted: null }

type Sides = { readonly events: Ahead<ExportedEvent>; readonly attempts: Ahead<Row<'attempt'>> }

/** `coverage` has every entry that is not behind a broken chain. */
export async function verifyDeposits(file: string, coverage: Coverage): Promise<Found> {
  const events = oneAhead(rowsOf(file, 'event'))
  const attempts = oneAhead(rowsOf(file, 'attempt'))
  try {
    return await walk(file, { events, attempts }, coverage)
  } finally {
    await Promise.all([events.close(), attempts.close()])
  }
}

async function walk(file: string, { events, attempts }: Sides, coverage: Coverage): Promise<Found> {
  let found = nothingFound
  for await (const deposit of rowsOf(file, 'deposit')) {
    const end = await verifyChain(events, deposit, coverage)
    if (typeof end === 'string') return { ...found, broken: end }
    const contradicted = await contradictionOf(deposit, attempts, end.told)
    found = {
      deposits: found.deposits + 1,
      events: found.events + end.sequence,
      broken: null,
      contradicted: found.contradicted ?? contradicted,
    }
  }
  const [left, stray] = [await events.peek(), await attempts.peek()]
  const contradicted = found.contradicted ?? (stray ? strayAttempt(stray) : null)
  return { ...found, broken: left ? `${named(left)}: there is no deposit for it` : null, contradicted }
}

/** Follows the events of one deposit to its end, or tells what is wrong with the first bad one. */
async function verifyChain(
  events: Ahead<ExportedEvent>,
  deposit: Row<'deposit'>,
  coverage: Coverage,
): Promise<ChainPosition | string> {
  const { claimLinkId } = deposit
  let end = beforeFirst
  for (let event = await events.peek(); event; event = await events.peek()) {
    if (event.claimLinkId < claimLinkId) return `${named(event)}: there is no deposit for it`
    if (event.claimLinkId !== claimLinkId) break
    const after = follow(end, event)
    if (typeof after === 'string') return `${named(event)}: ${after}`
    coverage.add(event)
    end = after
    await events.skip()
  }
  const wrong = wrongEnd(deposit, end)
  return wrong === null ? end : `claim link ${claimLinkId}, entry ${end.sequence + 1}: ${wrong}`
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

/** Takes the attempts of the deposit, and those before it that have none. */
async function contradictionOf(
  deposit: Row<'deposit'>,
  attempts: Ahead<Row<'attempt'>>,
  { deposit: facts, attempts: begun }: Told,
): Promise<string | null> {
  const { claimLinkId } = deposit
  const wrong = contradiction(deposit, { ...facts, attempts: begun.length })
  let found = wrong === null ? null : `claim link ${claimLinkId}: ${wrong}`
  let count = 0
  for (let row = await attempts.peek(); row && row.claimLinkId <= claimLinkId; row = await attempts.peek()) {
    const isOwn = row.claimLinkId === claimLinkId
    found ??= isOwn ? wrongAttempt(row, begun[count]) : strayAttempt(row)
    if (isOwn) count++
    await attempts.skip()
  }
  if (found !== null || count === begun.length) return found
  return `claim link ${claimLinkId}: its log has ${begun.length} attempts, ${count} are here`
}

function wrongAttempt(row: Row<'attempt'>, facts: Told['attempts'][number] | undefined): string | null {
  const wrong = facts ? contradiction(row, facts) : 'its log has none of that number'
  return wrong === null ? null : `claim link ${row.claimLinkId}, attempt ${row.number}: ${wrong}`
}

function strayAttempt({ claimLinkId, number }: Row<'attempt'>): string {
  return `claim link ${claimLinkId}, attempt ${number}: there is no deposit for it`
}
