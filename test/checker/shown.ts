/** I3, I12: what people were told came true, and was true when they were told. */
import { detailOf } from './entry.ts'
import { type Claim, clockToleranceMs, type Evidence, type Sight } from './evidence.ts'
import type { Entry } from './export.ts'
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
  check: evidence => {
    const chainOf = chains(evidence)
    return (evidence.journal ?? []).flatMap(sight => {
      const fault =
        sight.kind !== 'press' && whyUntrue(sight, chainOf(sight.claimLinkId), evidence.ledger !== null)
      return fault ? [untrue(sight.claimLinkId, fault)] : []
    })
  },
}

/** The claims from a link to the end of its replacements, which is what its page shows. */
function chains({ claims, links }: Evidence): (claimLinkId: string) => Claim[] {
  const byId = new Map(claims.map(claim => [claim.deposit.claimLinkId, claim]))
  const next = new Map(links.map(link => [link.replacesId, link.claimLinkId]))
  return claimLinkId => {
    const ids = new Set<string>()
    for (let id: string | undefined = claimLinkId; id && !ids.has(id); id = next.get(id)) ids.add(id)
    return [...ids].flatMap(id => byId.get(id) ?? [])
  }
}

function whyUntrue(sight: Sight, chain: readonly Claim[], ledgerKnown: boolean): string | false {
  const until = sight.at + clockToleranceMs
  const real = chain.every(({ link }) => (link?.mockCode ?? null) === null)
  const applied = chain.some(({ loads }) => loads.some(load => load.appliedAt <= until))
  const refused = chain.filter(({ entries }) => wasRefused(entries, until))
  switch (sight.state) {
    case 'deposited':
      return ledgerKnown && real && !applied && 'a page said "deposited" before the load was applied'
    case 'refused':
      if (refused.length === 0) return 'a page said "refused" before anything was decided'
      return (
        refused.every(({ loads }) => loads.length > 0) && 'a page said that it failed; the load was applied'
      )
    case 'other-account':
      return (
        sight.account !== null &&
        sight.account === chain.at(-1)?.deposit.accountId &&
        'its owner read "not yours"'
      )
    case 'unclaimed':
      return appliedBefore(sight, chain) && 'a page offered a claim whose load was applied'
    default:
      return false
  }
}

function wasRefused(entries: readonly Entry[], until: number): boolean {
  return entries
    .map(detailOf)
    .some(entry => ['refused', 'resolved'].includes(entry?.type ?? '') && (entry?.at ?? 0) <= until)
}

/** Surely before the look, or a confirm page of a quick recipient would seem to come late. */
function appliedBefore({ at }: Sight, chain: readonly Claim[]): boolean {
  return chain.some(({ loads }) => loads.some(load => load.appliedAt < at - clockToleranceMs))
}
