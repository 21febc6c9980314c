/** What must hold of a simulated life, by the books of Amazon and of the database. */
import { canBecome, type DepositState } from '../../src/domain/deposit.ts'
import { bookedAmount } from './amazon.ts'
import type { DepositRow } from './tables.ts'
import { resendWindowMs, type World } from './world.ts'

/** At any moment, with anything under way. */
export function checkAlways(world: World): string[] {
  const { applied, arrivals } = world.amazon
  const deposits = new Map(world.database.list('deposit').map(row => [row.requestId, row]))
  const problems = [...world.database.lost]
  const counts = new Map<string, number>()
  for (const load of applied) counts.set(load.requestId, (counts.get(load.requestId) ?? 0) + 1)
  for (const [requestId, count] of counts)
    if (count > 1) problems.push(`${requestId} was paid ${count} times`)
  for (const { requestId, accountId, amount } of applied) {
    const row = deposits.get(requestId)
    if (!row) problems.push(`${requestId} was paid without a consent`)
    else if (row.amazonAccount !== accountId || bookedAmount(row.amountMinor, row.currency) !== amount)
      problems.push(`${requestId} was paid to another account or with another amount`)
  }
  for (const { requestId, body, atMs } of arrivals) {
    const row = deposits.get(requestId)
    if (row && row.body.toString() !== body) problems.push(`${requestId} was sent with other bytes`)
    const paid = applied.find(load => load.requestId === requestId)
    if (paid && atMs > paid.atMs + resendWindowMs + slackMs)
      problems.push(`${requestId} was sent after the resend window`)
  }
  for (const row of deposits.values()) problems.push(...checkDeposit(row, counts.has(row.requestId)))
  for (const row of deposits.values()) problems.push(...checkVerdict(world, row))
  return problems
}

/** What may have been applied is refused by two people only. */
function checkVerdict(
  { database }: World,
  { claimLinkId, requestId, inDoubt, events }: DepositRow,
): string[] {
  if (!inDoubt || !events.includes('resolved as refused')) return []
  const verdicts = ['deposit propose', 'deposit resolve']
  const entries = database
    .list('audit')
    .filter(({ subject, action }) => subject === claimLinkId && verdicts.includes(action))
  const people = new Set(entries.map(({ actor }) => actor))
  return people.size === 2 ? [] : [`${requestId} was refused in doubt by ${people.size} people`]
}

/** A lease that was taken just before the window closed, and the call made under it. */
const slackMs = 60_000

function checkDeposit(row: DepositRow, isApplied: boolean): string[] {
  const problems: string[] = []
  if (row.state === 'deposited' && !isApplied)
    problems.push(`${row.requestId} is deposited and was never paid`)
  const states = row.events.flatMap(stateAfterEvent)
  for (const [index, state] of states.entries()) {
    const before = states[index - 1]
    if (before !== undefined && !canBecome(before, state))
      problems.push(`${row.requestId} went from ${before} to ${state}`)
  }
  if (states.at(-1) !== row.state)
    problems.push(`${row.requestId} is ${row.state}, its log ends with ${states.at(-1)}`)
  return problems
}

function stateAfterEvent(type: string): DepositState[] {
  if (type === 'consented' || type === 'postponed') return ['pending']
  if (type === 'late-answer' || type === 'proposed') return []
  return [type.replace('resolved as ', '') as DepositState]
}

/** At the end, when Amazon was well for long enough and nothing is under way. */
export function checkAtRest(world: World): string[] {
  const paid = new Set(world.amazon.applied.map(({ requestId }) => requestId))
  const held = world.database
    .list('account')
    .some(({ sendAfterMs }) => sendAfterMs === Number.POSITIVE_INFINITY)
  const problems = checkAlways(world)
  for (const row of world.database.list('deposit')) {
    const unfinished = row.state === 'pending' || row.state === 'sending'
    if (unfinished && !(held && row.state === 'pending'))
      problems.push(`${row.requestId} is left ${row.state}`)
    if (row.state === 'refused' && paid.has(row.requestId))
      problems.push(`${row.requestId} is refused and was paid`)
  }
  for (const campaign of world.database.list('campaign')) {
    const granted = world.database
      .list('deposit')
      .filter(row => row.campaignId === campaign.id && row.state !== 'refused')
      .reduce((sum, row) => sum + row.amountMinor, 0)
    if (granted !== campaign.grantedMinor)
      problems.push(`${campaign.id} granted ${campaign.grantedMinor}, not ${granted}`)
    if (granted > campaign.budgetMinor) problems.push(`${campaign.id} is over its budget`)
  }
  return problems
}
