/** Whether every answer was taken for what it was, by the emulator's calls and the service's export. */
import type { Row, Verdict } from '../evidence.ts'
import { depositsOf, rowsOf } from '../evidence.ts'
import { type Expectation, expectations } from '../fault-expectation.ts'

/** A claim link whose calls meet one fault, each with the same chance. */
export type Target = {
  readonly link: string
  readonly claimLinkId: string
  readonly requestId: string
  readonly fault: string
  readonly share: number
}

/** Calls per claim. */
export function meanCalls(targets: readonly Target[], { calls }: Verdict): number {
  const ids = new Set(targets.map(({ requestId }) => requestId))
  return calls.filter(call => ids.has(String(call.requestId))).length / targets.length
}

/** A sentence for each claim that ended otherwise than it must, and each fault whose answers were mistaken. */
export function misjudged(targets: readonly Target[], verdict: Verdict): string[] {
  const deposits = new Map(depositsOf(verdict.export).map(row => [String(row.claimLinkId), row]))
  const attempts = rowsOf(verdict.export).filter(row => row.type === 'attempt')
  const attemptsOf = Map.groupBy(attempts, row => String(row.claimLinkId))
  const callsOf = Map.groupBy(verdict.calls, call => String(call.requestId))
  return targets.flatMap(target => {
    const expected = expectations[target.fault]
    const calls = callsOf.get(target.requestId) ?? []
    const deposit = deposits.get(target.claimLinkId)
    if (!expected || !deposit) return [`the claim ${target.claimLinkId} has no deposit`]
    const sent = (attemptsOf.get(target.claimLinkId) ?? []).filter(row => row.reason !== 'not-sent')
    return [...wrongEnd(target, expected, deposit, calls), ...wrongOutcome(target, expected, calls, sent)]
  })
}

function wrongEnd(
  { fault, claimLinkId }: Target,
  expected: Expectation,
  deposit: Row,
  calls: Row[],
): string[] {
  const end = calls.some(call => call.fault === fault) ? expected.end : 'deposited'
  if (deposit.state === end) return []
  return [`end of ${fault}: ${claimLinkId} is ${deposit.state} and must be ${end}`]
}

function wrongOutcome(
  { fault, claimLinkId }: Target,
  expected: Expectation,
  calls: Row[],
  sent: Row[],
): string[] {
  const wanted = calls.map(call => (call.fault === null ? 'deposited' : expected.outcome))
  const recorded = sent.map(attempt => String(attempt.outcome))
  if (wanted.join() === recorded.join()) return []
  return [`outcome of ${fault}: ${claimLinkId} has ${recorded.join(', ')} and must have ${wanted.join(', ')}`]
}
