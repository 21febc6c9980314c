/** I13: a claim is asked for again seldom, ever more slowly, at random moments and never twice at once. */
import type { Claim, Evidence } from './evidence.ts'
import { sum } from './money.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const excessive = violationOf('I13')

/** Two sends of one claim are at least this far apart. */
const gapMs = 500
/** Amazon's deadline and a second to record; an attempt that took longer was frozen and may have lost its lease. */
const attemptMs = 7_000
/** Doubling waits make these many calls last a quarter of an hour. */
const burst = { calls: 12, ms: 30_000 }
/** A mean of fewer claims is chance. */
const sample = 20

export const boundedRetries: Invariant = {
  name: 'I13',
  title: 'bounded retries',
  count: ({ calls, claims }) => calls && claims.filter(claim => claim.calls.length > 0).length,
  check: evidence => [
    ...evidence.claims.flatMap(claim => [...gaps(claim), ...overlap(claim)]),
    ...overall(evidence),
  ],
}

function gaps({ deposit, calls, link }: Claim): Violation[] {
  if ((link?.mockCode ?? null) !== null) return []
  const times = calls.map(call => call.at)
  const close = times.find((at, index) => at - (times[index - 1] ?? Number.NEGATIVE_INFINITY) < gapMs)
  const crowd = times.find(
    (at, index) => (times[index + burst.calls - 1] ?? Number.POSITIVE_INFINITY) - at < burst.ms,
  )
  const faults = [
    close !== undefined && `sent twice within ${gapMs} ms`,
    crowd !== undefined && `sent ${burst.calls} times within ${burst.ms / 1_000} s`,
  ]
  return faults.filter(text => text !== false).map(text => excessive(deposit.claimLinkId, text))
}

/** A SUCCESS is recorded however late it comes, so such an attempt may end after the next began. */
function overlap({ deposit, attempts }: Claim): Violation[] {
  const pair = attempts.find(({ startedAt, finishedAt, outcome }, index) => {
    const next = attempts[index + 1]?.startedAt ?? Number.POSITIVE_INFINITY
    const frozen = (finishedAt ?? 0) - (startedAt ?? 0) > attemptMs
    return finishedAt !== null && next < finishedAt && outcome !== 'deposited' && !frozen
  })
  return pair
    ? [excessive(deposit.claimLinkId, `attempt ${pair.number + 1} began before ${pair.number} ended`)]
    : []
}

function overall(evidence: Evidence): Violation[] {
  const sent = evidence.claims.filter(claim => claim.calls.length > 0)
  if (sent.length < sample) return []
  const mean = sum(sent.map(claim => claim.calls.length)) / sent.length
  const most = meanBound(evidence)
  return [
    ...(mean > most
      ? [excessive('all claims', `${mean.toFixed(2)} calls per claim, at most ${most} are allowed`)]
      : []),
    ...unjittered(sent),
  ]
}

/** Half of all calls may be hit by faults; beyond that no mean is promised. */
function meanBound({ calls, lastFaultAt }: Evidence): number {
  const all = calls ?? []
  const faulty =
    all.filter(call => call.fault !== null || call.status === null).length / Math.max(1, all.length)
  if (faulty === 0 && lastFaultAt === null) return 1.05
  return faulty <= 0.55 ? 3 : Number.POSITIVE_INFINITY
}

/** The first waits of many claims are spread out, or all of them come back at once. */
function unjittered(claims: readonly Claim[]): Violation[] {
  const waits = claims.flatMap(({ attempts: [first, next] }) =>
    first?.outcome === 'unknown' && first.applied !== 'no' && first.finishedAt && next?.startedAt
      ? [next.startedAt - first.finishedAt]
      : [],
  )
  const sorted = waits.toSorted((a, b) => a - b)
  const spread = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  if (waits.length < sample || spread >= gapMs / 2) return []
  return [excessive('all claims', `${waits.length} first waits differ by no more than ${spread} ms`)]
}
