/** I5, I6: one request id and one body for the life of a claim, and in the store before the first byte. */
import { detailOf } from './entry.ts'
import { type Claim, clockToleranceMs, type Evidence, realLoads } from './evidence.ts'
import type { Entry } from './export.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const changed = violationOf('I5')
const unwritten = violationOf('I6')

export const oneId: Invariant = {
  name: 'I5',
  title: 'one id for life',
  count: evidence => evidence.calls && realLoads(evidence).length,
  check: evidence => [
    ...foreignIds(evidence),
    ...evidence.claims.flatMap(claim => [...underivedId(claim), ...otherCalls(claim), ...otherBytes(claim)]),
  ],
}

/** A request id ends with the claim link's id, so a new one for an old claim ends with none, or with a longer tail. */
function foreignIds(evidence: Evidence): Violation[] {
  const ids = new Set(evidence.links.map(link => link.claimLinkId))
  const wire = new Set(realLoads(evidence).map(call => call.requestId))
  return [...wire]
    .filter(id => !ids.has(id.slice(-26)))
    .map(id => changed(id, 'a request id on the wire is derived from no claim link'))
}

function underivedId({ deposit }: Claim): Violation[] {
  const derived = deposit.requestId.endsWith(deposit.claimLinkId)
  return derived ? [] : [changed(deposit.claimLinkId, 'its request id is not derived from the claim link')]
}

/** An attempt that was answered reached Amazon; a call fewer than that went out under another id. */
function otherCalls({ deposit, attempts, calls, link }: Claim): Violation[] {
  const answered = attempts.filter(attempt => attempt.httpStatus !== null).length
  if (calls.length >= answered || (link?.mockCode ?? null) !== null) return []
  const text = `${answered} attempts were answered, ${calls.length} calls carried its request id`
  return [changed(deposit.claimLinkId, text)]
}

/** New bytes are allowed only where the log has a rebuild, and never the old ones after it. */
function otherBytes({ deposit, entries, attempts, calls }: Claim): Violation[] {
  const rebuilt = entries.flatMap(entry => {
    const { type, at } = detailOf(entry) ?? {}
    return type === 'rebuilt' && at !== undefined ? [at] : []
  })
  const runs = calls.map(call => call.bodySha256).filter((hash, index, all) => hash !== all[index - 1])
  const last = runs.at(-1)
  const unsure = attempts.find(
    ({ applied, startedAt }) => applied !== 'no' && (startedAt ?? 0) < (rebuilt.at(-1) ?? 0),
  )
  const faults = [
    runs.length > rebuilt.length + 1 &&
      `${runs.length} bodies on the wire, ${rebuilt.length} rebuilds in its log`,
    rebuilt.length === 0 &&
      last &&
      last !== deposit.bodySha256 &&
      learntAt(entries) === null &&
      'its calls carried other bytes than are on record',
    unsure && `rebuilt although attempt ${unsure.number} may have been applied`,
  ]
  return faults.filter(text => typeof text === 'string').map(text => changed(deposit.claimLinkId, text))
}

export const writeAhead: Invariant = {
  name: 'I6',
  title: 'write ahead',
  count: evidence => evidence.calls && realLoads(evidence).length,
  check: evidence => {
    const stored = new Set(evidence.deposits.map(deposit => deposit.requestId))
    const unknown = [...new Set(realLoads(evidence).map(call => call.requestId))].filter(
      id => !stored.has(id),
    )
    return [
      ...unknown.map(id => unwritten(id, 'the emulator saw a request id that is in no deposit')),
      ...evidence.claims.flatMap(attemptFirst),
    ]
  },
}

/**
 * The n-th call needs n attempts that were on record when it arrived. What a restored database had forgotten and a
 * reconciliation told it is not asked for: only calls that came later are.
 */
function attemptFirst({ deposit, attempts, entries, calls }: Claim): Violation[] {
  const known = learntAt(entries) ?? Number.NEGATIVE_INFINITY
  const late = calls
    .filter(({ at }) => at > known)
    .find((call, index) => {
      const begun = attempts[index]?.startedAt ?? Number.POSITIVE_INFINITY
      return begun > call.at + clockToleranceMs
    })
  return late ? [unwritten(deposit.claimLinkId, 'a call arrived for which no attempt was on record')] : []
}

/** When a claim that the database did not know, its consent, bytes and attempts included, was learnt from Amazon; else null. */
function learntAt([first]: readonly Entry[]): number | null {
  const { type, at } = (first && detailOf(first)) ?? {}
  return type === 'reconciled' && at !== undefined ? at : null
}
