/** I8, I16: no campaign pays more than it has, and every claim link is somewhere, in count and in cents. */
import { detailOf } from './entry.ts'
import { type Call, type Claim, type Evidence, isLoad } from './evidence.ts'
import type { Campaign, ClaimLink } from './export.ts'
import { minorOf, sum } from './money.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const overspent = violationOf('I8')
const unbalanced = violationOf('I16')

export const withinBudget: Invariant = {
  name: 'I8',
  title: 'budget',
  count: ({ campaigns }) => campaigns.length,
  check: evidence => {
    const byCampaign = Map.groupBy(evidence.claims, claim => claim.deposit.campaignId)
    return [
      ...evidence.campaigns.flatMap(campaign => againstBudget(campaign, byCampaign.get(campaign.id) ?? [])),
      ...callsWithoutFunds(evidence),
    ]
  },
}

function againstBudget({ id, budgetMinor, grantedMinor }: Campaign, claims: readonly Claim[]): Violation[] {
  const applied = sum(claims.flatMap(({ loads }) => loads.map(load => minorOf(load.amount, load.currency))))
  const promised = sum(claims.filter(holdsBudget).map(({ deposit }) => deposit.amountMinor))
  const faults = [
    applied > budgetMinor && `${applied} applied of a budget of ${budgetMinor} minor units`,
    promised > budgetMinor && `${promised} promised of a budget of ${budgetMinor} minor units`,
    grantedMinor > budgetMinor && `${grantedMinor} granted of a budget of ${budgetMinor} minor units`,
  ]
  return faults.filter(text => text !== false).map(text => overspent(id, text))
}

/** A mock code moves no money, and a refused deposit gives its share back or on. */
function holdsBudget({ deposit, link }: Claim): boolean {
  return deposit.state !== 'refused' && (link?.mockCode ?? null) === null
}

/** What was under way when the answer came: calls already sent, and slots already taken. */
const underWayMs = 2_500

/** Between the first "no funds" and the next success of a partner, only probes are sent. */
function callsWithoutFunds({ calls, probeEveryMs }: Evidence): Violation[] {
  const loads = (calls ?? []).filter(isLoad)
  const partner = ({ requestId }: Call) => requestId.slice(0, -26)
  return [...Map.groupBy(loads, partner).values()].flatMap(ofPartner =>
    tooManyProbes(ofPartner, probeEveryMs),
  )
}

function tooManyProbes(calls: readonly Call[], probeEveryMs: number): Violation[] {
  let out: number | null = null
  let probe: number | null = null
  for (const { at, answer, status, requestId } of calls) {
    if (out !== null && at > out + underWayMs) {
      // A tenth off the interval for the way to the emulator.
      if (probe !== null && at - probe < 0.9 * probeEveryMs)
        return [
          overspent(requestId, `called ${at - probe} ms after a probe while the funds were known to be out`),
        ]
      probe = at
    }
    if (answer?.includes('InsufficientFunds')) out ??= at
    else if (status === 200) [out, probe] = [null, null]
  }
  return []
}

export const conservation: Invariant = {
  name: 'I16',
  title: 'conservation',
  count: ({ links }) => links.length,
  check: evidence => {
    const claims = Map.groupBy(evidence.claims, claim => claim.deposit.claimLinkId)
    const ids = Map.groupBy(evidence.links, link => link.claimLinkId)
    const linkless = evidence.deposits.filter(deposit => !ids.has(deposit.claimLinkId))
    return [
      ...[...ids].flatMap(([id, links]) => inOnePlace(id, links, claims.get(id) ?? [])),
      ...linkless.map(deposit =>
        unbalanced(deposit.claimLinkId, 'a deposit on a claim link that was never issued'),
      ),
      ...successors(evidence),
      ...evidence.campaigns.flatMap(campaign => sums(campaign, evidence)),
    ]
  },
}

const depositStates = ['pending', 'sending', 'deposited', 'refused', 'review']

function inOnePlace(
  id: string,
  [link, ...twins]: readonly ClaimLink[],
  claims: readonly Claim[],
): Violation[] {
  const [claim] = claims
  const wanted = link?.state === 'claimed' ? 1 : 0
  const { amountMinor, currency, campaignId, state } = claim?.deposit ?? { ...link, state: 'pending' }
  const faults = [
    twins.length > 0 && `exported ${twins.length + 1} times`,
    !['claimed', 'revoked', 'unclaimed'].includes(link?.state ?? '') && `in the unknown state ${link?.state}`,
    claims.length !== wanted && `${link?.state} with ${claims.length} deposits`,
    !depositStates.includes(state) && `its deposit is in the unknown state ${state}`,
    (amountMinor !== link?.amountMinor || currency !== link?.currency) &&
      `worth ${link?.amountMinor} ${link?.currency}, deposit of ${amountMinor} ${currency}`,
    campaignId !== link?.campaignId && 'its deposit belongs to another campaign',
  ]
  return faults.filter(text => text !== false).map(text => unbalanced(id, text))
}

/** A link has at most one successor, and only after its own end, which a late SUCCESS may still turn round. */
function successors({ links, claims }: Evidence): Violation[] {
  const ended = new Set([
    ...links.filter(link => link.state === 'revoked').map(link => link.claimLinkId),
    ...claims.filter(wasRefused).map(({ deposit }) => deposit.claimLinkId),
  ])
  const bySource = Map.groupBy(
    links.filter(link => link.replacesId !== null),
    link => String(link.replacesId),
  )
  return [...bySource].flatMap(([id, heirs]) => [
    ...(heirs.length > 1 ? [unbalanced(id, `${heirs.length} links replace it`)] : []),
    ...(ended.has(id) ? [] : [unbalanced(id, 'replaced, and neither revoked nor refused')]),
  ])
}

function wasRefused({ deposit, entries }: Claim): boolean {
  const types = entries.map(entry => detailOf(entry)?.type ?? '')
  return deposit.state === 'refused' || types.some(type => ['refused', 'resolved'].includes(type))
}

/** What a campaign says that it granted covers every deposit that may still be paid, and invents none. */
function sums({ id, grantedMinor }: Campaign, { claims }: Evidence): Violation[] {
  const own = claims.filter(({ deposit }) => deposit.campaignId === id)
  const least = sum(own.filter(holdsBudget).map(({ deposit }) => deposit.amountMinor))
  const most = sum(own.map(({ deposit }) => deposit.amountMinor))
  if (grantedMinor >= least && grantedMinor <= most) return []
  return [unbalanced(id, `${grantedMinor} minor units granted, its deposits hold ${least} to ${most}`)]
}
