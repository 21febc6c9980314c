/** I1, I2, I4: what the emulator applied and what the service says was deposited are the same money. */

import { detailOf } from './entry.ts'
import { type Claim, clockToleranceMs, type Load } from './evidence.ts'
import { minorOf } from './money.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const onceViolated = violationOf('I1')
const orphaned = violationOf('I2')
const unequal = violationOf('I4')

export const atMostOnce: Invariant = {
  name: 'I1',
  title: 'at most once',
  count: ({ ledger }) => ledger?.length ?? null,
  check: ({ ledger, links }) => {
    const ids = new Set(links.map(link => link.claimLinkId))
    const claimOf = ({ requestId }: Load) =>
      ids.has(requestId.slice(-26)) ? requestId.slice(-26) : requestId
    return [...Map.groupBy(ledger ?? [], claimOf)]
      .filter(([, loads]) => loads.length > 1)
      .map(([claim, loads]) =>
        onceViolated(claim, `the emulator applied ${loads.length} loads for one claim`),
      )
  },
}

export const noOrphan: Invariant = {
  name: 'I2',
  title: 'no orphan money',
  count: ({ ledger }) => ledger?.length ?? null,
  check: evidence => {
    const claims = Map.groupBy(evidence.claims, claim => claim.deposit.requestId)
    return [
      ...(evidence.ledger ?? []).flatMap(load => againstClaim(load, claims.get(load.requestId) ?? [])),
      ...evidence.claims.flatMap(consentFirst),
      ...evidence.claims.flatMap(onePlace),
    ]
  },
}

function againstClaim(load: Load, claims: readonly Claim[]): Violation[] {
  const [claim] = claims
  if (!claim || claims.length > 1)
    return [orphaned(load.requestId, `an applied load has ${claims.length} deposits in the export`)]
  const { amountMinor, currency, accountId } = claim.deposit
  const minor = minorOf(load.amount, load.currency)
  const differences = [
    minor !== amountMinor && `applied ${minor}, deposit ${amountMinor} minor units`,
    load.currency !== currency && `applied in ${load.currency}, deposit in ${currency}`,
    accountId !== null &&
      load.accountId !== accountId &&
      'applied to another Amazon account than the deposit names',
  ]
  return differences.filter(text => text !== false).map(text => orphaned(load.requestId, text))
}

/** Some answer to "may I" must be on record before the first byte is sent. */
function consentFirst({ deposit, entries, calls }: Claim): Violation[] {
  const [first] = calls
  const consent = entries.map(detailOf).find(entry => entry?.type === 'consented')
  const at = Math.max(deposit.consentedAt ?? Number.POSITIVE_INFINITY, consent?.at ?? 0)
  if (!first || at <= first.at + clockToleranceMs) return []
  return [orphaned(deposit.claimLinkId, 'a call arrived before the consent was on record')]
}

/** A marketplace has one endpoint and one signing region; a claim that moves is another claim to Amazon. */
function onePlace({ deposit, calls }: Claim): Violation[] {
  // A port tells nothing: an emulator that was started anew may have another.
  const places = new Set(calls.map(call => `${call.host.replace(/:\d+$/, '')} ${call.region}`))
  return places.size > 1
    ? [orphaned(deposit.claimLinkId, `its calls went to ${places.size} endpoints or regions`)]
    : []
}

export const ledgersEqual: Invariant = {
  name: 'I4',
  title: 'ledgers equal',
  count: ({ ledger, claims }) => ledger && ledger.length + claims.filter(isDeposited).length,
  check: ({ ledger, claims, atRest }) => {
    if (!ledger) return []
    const real = claims.filter(({ link }) => (link?.mockCode ?? null) === null)
    return real.flatMap(claim => compare(claim, atRest))
  },
}

function compare(claim: Claim, atRest: boolean): Violation[] {
  const { deposit, loads } = claim
  const id = deposit.claimLinkId
  if (isDeposited(claim) && loads.length === 0) return [unequal(id, 'exported as deposited, never applied')]
  if (isDeposited(claim) || loads.length === 0) return []
  if (atRest) return [unequal(id, `applied, and at rest the export says ${deposit.state}`)]
  return deposit.inDoubt || deposit.state === 'sending'
    ? []
    : [unequal(id, `applied, and the export says ${deposit.state} without doubt`)]
}

function isDeposited({ deposit }: Claim): boolean {
  return deposit.state === 'deposited'
}
