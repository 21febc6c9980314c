/** Whether the line was kept: who came first was served first, and who was told a time waited as long. */
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { depositsOf, type Row, type Verdict } from './evidence.ts'
import type { Promised } from './person.ts'

/** Calls that leave at almost the same time may arrive in either order. */
const sameTimeMs = 100

/** The share of deposits before which somebody was called who consented later in the same campaign. */
export function overtaken({ export: exported, calls }: Verdict): number {
  const loads = calls.filter(({ operation }) => operation === 'LoadAmazonBalance')
  // The last entry of a key wins, and the first call is what counts.
  const calledAt = new Map(
    loads.toReversed().map(({ requestId, at }) => [String(requestId), Date.parse(String(at))]),
  )
  const lanes = Map.groupBy(depositsOf(exported), ({ campaignId }) => campaignId)
  const all = [...lanes.values()].map(lane => overtakenIn(lane, calledAt))
  return all.reduce((sum, count) => sum + count, 0) / calledAt.size
}

function overtakenIn(lane: readonly Row[], calledAt: ReadonlyMap<string, number>): number {
  const lastFirst = lane.toSorted((one, other) => consentOf(other) - consentOf(one))
  let earliest = Number.POSITIVE_INFINITY
  let count = 0
  for (const deposit of lastFirst) {
    const at = calledAt.get(String(deposit.requestId)) ?? Number.NaN
    if (at > earliest + sameTimeMs) count++
    earliest = Math.min(earliest, at)
  }
  return count
}

function consentOf({ consentedAt }: Row): number {
  return Date.parse(String(consentedAt))
}

export type Kept = { readonly promises: number; readonly within: number }

/** How many were promised a time and waited at least `longMs`, and the share for whom it was right within a tenth. */
export function keptPromises(
  promises: readonly Promised[],
  { export: exported }: Verdict,
  longMs: number,
): Kept {
  const decidedAt = new Map(
    depositsOf(exported).map(row => [String(row.claimLinkId), Date.parse(String(row.decidedAt))]),
  )
  const waits = promises.map(({ link, at, leftMs }) => {
    const waitedMs = (decidedAt.get(claimLinkId(link.split('/').at(-1) ?? '')) ?? Number.NaN) - at
    return { waitedMs, leftMs }
  })
  const long = waits.filter(({ waitedMs }) => waitedMs >= longMs)
  const right = long.filter(({ waitedMs, leftMs }) => Math.abs(leftMs - waitedMs) <= waitedMs / 10)
  return { promises: long.length, within: right.length / long.length }
}
