/** What stands in the way of a launch, or should make somebody think twice. */
import type { Campaign } from './campaign.ts'
import type { HoldReason } from './partner-account.ts'

/** Only `over` and a gap that refuses stop the launch; with everything else a campaign may be launched with open eyes. */
export type LaunchProblem =
  | { readonly kind: 'over' }
  | { readonly kind: 'no-links' }
  | { readonly kind: 'open-orders' }
  | { readonly kind: 'links-over-budget'; readonly beyondMinor: number }
  | {
      readonly kind: 'amount-too-small' | 'amount-too-large'
      readonly limitMinor: number
      readonly amountMinor: number
    }
  | { readonly kind: 'funds-gap'; readonly gapMinor: number; readonly refuses: boolean }
  | { readonly kind: 'account-hold'; readonly reason: HoldReason }
  | { readonly kind: 'campaign-hold' }
  | { readonly kind: 'opens-later' }
  | { readonly kind: 'finishes-late'; readonly finishAt: Date }
  | { readonly kind: 'no-rehearsal' }

/** Whether nobody can launch before it is mended. */
export function stopsLaunch(problem: LaunchProblem): boolean {
  return problem.kind === 'over' || (problem.kind === 'funds-gap' && problem.refuses)
}

/** What the links that somebody can still claim are worth, in minor units; least and most are 0 without any. */
export type LinkTotals = {
  readonly links: number
  readonly totalMinor: number
  readonly leastMinor: number
  readonly mostMinor: number
}

export type LaunchFacts = {
  readonly campaign: Campaign
  readonly totals: LinkTotals
  /** Links have been ordered, and nobody has said that their file arrived. */
  readonly openOrders: boolean
  /** Amounts that Amazon publishes for the marketplace; null where it publishes none. */
  readonly limits: { readonly leastMinor: number; readonly mostMinor: number } | null
  /** What is missing if everybody claims; null where nobody knows the funds. */
  readonly gapMinor: number | null
  /** The account's settings allow no launch with a gap. */
  readonly fundsRequired: boolean
  readonly holdReason: HoldReason | null
  readonly finishAt: Date
  readonly now: Date
}

/** The most serious first. */
export function launchProblems(facts: LaunchFacts): LaunchProblem[] {
  const { campaign, totals, openOrders, holdReason, now, finishAt, gapMinor } = facts
  const { opensAt, closesAt, budgetMinor, grantedMinor, heldSince, rehearsedAt } = campaign
  const beyondMinor = totals.totalMinor - (budgetMinor - grantedMinor)
  const found: readonly (LaunchProblem | false | null)[] = [
    closesAt <= now && { kind: 'over' },
    totals.links === 0 && !openOrders && { kind: 'no-links' },
    openOrders && { kind: 'open-orders' },
    beyondMinor > 0 && { kind: 'links-over-budget', beyondMinor },
    ...againstLimits(facts),
    gapMinor !== null && gapMinor > 0 && { kind: 'funds-gap', gapMinor, refuses: facts.fundsRequired },
    holdReason && { kind: 'account-hold', reason: holdReason },
    heldSince && { kind: 'campaign-hold' },
    closesAt > now && finishAt > closesAt && { kind: 'finishes-late', finishAt },
    opensAt > now && { kind: 'opens-later' },
    rehearsedAt === null && { kind: 'no-rehearsal' },
  ]
  return found.filter(problem => problem !== false && problem !== null)
}

function againstLimits({ totals, limits }: LaunchFacts): (LaunchProblem | false)[] {
  if (!limits || totals.links === 0) return []
  const { leastMinor, mostMinor } = totals
  return [
    leastMinor < limits.leastMinor && {
      kind: 'amount-too-small',
      limitMinor: limits.leastMinor,
      amountMinor: leastMinor,
    },
    mostMinor > limits.mostMinor && {
      kind: 'amount-too-large',
      limitMinor: limits.mostMinor,
      amountMinor: mostMinor,
    },
  ]
}
