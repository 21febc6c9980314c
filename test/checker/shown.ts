/** I3, I12: what people were told came true, and was true when they were told. */
import { detailOf } from './entry.ts'
import { type Claim, clockToleranceMs, type Evidence, type Sight } from './evidence.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const lost = violationOf('I3')
const untrue = violationOf('I12')

/** Within this time after the last fault every claim has ended, waits in line, or is seen by an operator. */
const settledAfterMs = 60_000
/** A line that moves has sent something within this time. */
const movingMs = 10_000

export const noLostClaim: Invariant = {
  name: 'I3',
  title: 'no lost claim',
  count: ({ journal, checkpoints, deposits, lastFaultAt }) => {
    const acks = (journal ?? []).filter(sight => sight.kind === 'ack').length
    return acks + checkpoints.length + (lastFaultAt === null ? 0 : deposits.length)
  },
  check: evidence => {
    const claims = new Map(evidence.claims.map(claim => [claim.deposit.claimLinkId, claim]))
    const acks = (evidence.journal ?? []).filter(sight => sight.kind === 'ack')
    return [
      ...acks
        .filter(ack => !claims.has(ack.claimLinkId))
        .map(ack => lost(ack.claimLinkId, 'acknowledged to a person, and no deposit in the export')),
      ...vanished(evidence),
      ...unsettled(evidence),
    ]
  },
}

/** A checkpoint has counted the deposits; there are never fewer later. */
function vanished({ checkpoints, deposits, entries }: Evidence): Violation[] {
  return checkpoints
    .filter(checkpoint => checkpoint.deposits > deposits.length || checkpoint.events > entries.length)
    .map(({ number }) => lost(`checkpoint ${number}`, 'counts more deposits or events than the export has'))
}

/** Where Amazon or the operator has to mend something first, the account's claims wait in sight of the operator. */
function unsettled({ claims, calls, lastFaultAt, takenAt }: Evidence): Violation[] {
  if (lastFaultAt === null || takenAt < lastFaultAt + settledAfterMs) return []
  const held = new Set(
    claims
      .filter(({ attempts }) => attempts.at(-1)?.outcome === 'ours')
      .map(claim => claim.deposit.partnerAccount),
  )
  const moving = (calls?.at(-1)?.at ?? 0) > takenAt - movingMs
  return claims
    .filter(({ deposit }) => ['pending', 'sending'].includes(deposit.state))
    .filter(({ deposit }) => (deposit.consentedAt ?? 0) + settledAfterMs < takenAt)
    .filter(({ deposit }) => !held.has(deposit.partnerAccount) && !(moving && deposit.attempts === 0))
    .map(({ deposit }) => lost(deposit.claimLinkId, `still ${deposit.state} a minute after the last fault`))
}

export const pageIsTrue: Invariant = {
  name: 'I12',
  title: 'the page is true',
  count: ({ journal }) => journal?.length ?? null,
  check: ({ journal, claims, ledger }) => {
    const byId = new Map(claims.map(claim => [claim.deposit.claimLinkId, claim]))
    return (journal ?? []).flatMap(sight => {
      const fault = whyUntrue(sight, byId.get(sight.claimLinkId), ledger !== null)
      return fault ? [untrue(sight.claimLinkId, fault)] : []
    })
  },
}

function whyUntrue(sight: Sight, claim: Claim | undefined, ledgerKnown: boolean): string | false {
  const real = (claim?.link?.mockCode ?? null) === null
  const until = sight.at + clockToleranceMs
  const applied = claim?.loads.some(load => load.appliedAt <= until) ?? false
  const decided = (type: string) =>
    claim?.entries.map(detailOf).some(entry => entry?.type === type && entry.at <= until) ?? false
  switch (sight.state) {
    case 'deposited':
      return ledgerKnown && real && !applied && 'a page said "deposited" before the load was applied'
    case 'refused':
      if (claim && real && claim.loads.length > 0) return 'a page said that it failed; the load was applied'
      return (
        !decided('refused') && !decided('resolved') && 'a page said "refused" before anything was decided'
      )
    case 'other-account':
      return (
        sight.account !== null && sight.account === claim?.deposit.accountId && 'its owner read "not yours"'
      )
    case 'unclaimed':
      return applied && 'a page offered a claim whose load was applied'
    default:
      return false
  }
}
