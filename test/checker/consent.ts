/** I9, I10: one person per claim, and nothing moves before that person's yes. */
import { detailOf } from './entry.ts'
import { type Claim, type Evidence, realLoads, type Sight } from './evidence.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const second = violationOf('I9')
const unasked = violationOf('I10')

export const onePerson: Invariant = {
  name: 'I9',
  title: 'one person',
  count: ({ deposits }) => deposits.length,
  check: evidence => {
    const acks = Map.groupBy(
      (evidence.journal ?? []).filter(sight => sight.kind === 'ack'),
      sight => sight.claimLinkId,
    )
    return [
      ...evidence.claims.flatMap(claim => accounts(claim, acks.get(claim.deposit.claimLinkId) ?? [])),
      ...beyondLimit(evidence),
    ]
  },
}

function accounts({ deposit, entries, loads }: Claim, acks: readonly Sight[]): Violation[] {
  const consents = entries.map(detailOf).filter(entry => entry?.type === 'consented')
  const loaded = new Set(loads.map(load => load.accountId))
  const stranger = acks.find(
    ({ account }) => account !== null && deposit.accountId !== null && account !== deposit.accountId,
  )
  const faults = [
    consents.length > 1 && `${consents.length} consents on one claim`,
    loaded.size > 1 && `${loaded.size} Amazon accounts were loaded for one claim`,
    stranger && 'acknowledged to another Amazon account than the one it is bound to',
  ]
  return faults.filter(text => typeof text === 'string').map(text => second(deposit.claimLinkId, text))
}

/** Refused claims do not count against the person. */
function beyondLimit({ campaigns, deposits }: Evidence): Violation[] {
  return campaigns.flatMap(({ id, perPersonLimit }) => {
    const held = deposits.filter(deposit => deposit.campaignId === id && deposit.state !== 'refused')
    return [...Map.groupBy(held, deposit => deposit.accountHash).values()]
      .filter(own => own.length > perPersonLimit)
      .map(own => second(id, `one person holds ${own.length} claims, the limit is ${perPersonLimit}`))
  })
}

export const noDepositWithoutConsent: Invariant = {
  name: 'I10',
  title: 'no deposit without consent',
  count: evidence => evidence.calls && evidence.links.length,
  check: evidence => {
    const called = new Set(realLoads(evidence).map(call => call.requestId.slice(-26)))
    const idle = evidence.links.filter(link => link.state !== 'claimed' || link.rehearsal)
    return [
      ...idle
        .filter(link => called.has(link.claimLinkId))
        .map(link => unasked(link.claimLinkId, `Amazon was called for a link that is ${describe(link)}`)),
      ...idle
        .filter(
          link =>
            link.rehearsal && evidence.deposits.some(({ claimLinkId }) => claimLinkId === link.claimLinkId),
        )
        .map(link => unasked(link.claimLinkId, 'a rehearsal link has a deposit')),
      ...evidence.claims.flatMap(neverConsented),
      ...unpressed(evidence),
    ]
  },
}

function describe({ rehearsal, state }: { rehearsal: boolean; state: string }): string {
  return rehearsal ? 'a rehearsal' : state
}

function neverConsented({ deposit, entries }: Claim): Violation[] {
  const first = entries.map(detailOf)[0]?.type
  const asked =
    deposit.consentedAt !== null && (first === undefined || first === 'consented' || first === 'reconciled')
  return asked ? [] : [unasked(deposit.claimLinkId, `its log begins with ${first}, not with a consent`)]
}

/** Where presses are noted, people who only looked cannot have made a deposit. */
function unpressed({ journal, deposits }: Evidence): Violation[] {
  if (!journal?.some(sight => sight.kind === 'press')) return []
  const sights = Map.groupBy(journal, sight => sight.claimLinkId)
  return deposits
    .filter(({ claimLinkId }) => sights.get(claimLinkId)?.every(({ kind }) => kind === 'page'))
    .map(({ claimLinkId }) => unasked(claimLinkId, 'was only looked at, and has a deposit'))
}
