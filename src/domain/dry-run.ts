/**
 * How a mailing would run, worked out before anything is made. The model is the strictest one: everybody claims the moment
 * the mail arrives, mails leave evenly, and the lanes of other campaigns that wait now take their turns.
 */
import type { Campaign } from './campaign.ts'
import type { LaunchProblem, LinkTotals } from './launch-problem.ts'
import { type AccountQueue, placeInTurns, turnsOf } from './queue.ts'

export type Mailing = {
  readonly links: number
  /** Deposits that the partner account may send in a second. */
  readonly perSecond: number
  /** What goes before the first of this mailing in any case. */
  readonly ahead: number
  /** How many wait in each other lane. */
  readonly others: AccountQueue['lanes']
}

export type DryRun = {
  readonly campaign: Campaign
  readonly totals: LinkTotals
  /** The most that the links can cost, in minor units: the budget allows no more. */
  readonly costMinor: number
  /** Null where nobody knows. */
  readonly fundsMinor: number | null
  /** What the account owes to people who have claimed already, in any campaign. */
  readonly owedMinor: number
  /** What is missing if everybody claims; null where the funds are not known, 0 where they suffice. */
  readonly gapMinor: number | null
  readonly perSecond: number
  /** Until all is sent if everybody claims at once. */
  readonly drainMs: number
  /** Mails a minute at which nobody waits longer than a minute; null where all may leave at once. */
  readonly fastestPerMinute: number | null
  /** What the rest is worked out for; null is all at once. */
  readonly perMinute: number | null
  readonly longestWaitMs: number
  /** When the last one is deposited, if mailing begins with the launch or, where that is later, with the window. */
  readonly finishAt: Date
  readonly problems: readonly LaunchProblem[]
}

/** Nobody should look at a page for longer than this. */
export const safeWaitMs = 60_000

/**
 * The longest that anybody waits, in milliseconds, at so many mails a minute; null mails all at once. Waits grow and
 * shrink evenly between the moments when another lane runs empty, so one of those, or the end, is the worst.
 */
export function longestWaitMs(mailing: Mailing, perMinute: number | null): number {
  const waits = turningPoints(mailing).map(place => sentAfterMs(mailing, place) - arrivesMs(place, perMinute))
  return Math.max(0, ...waits)
}

/** The most mails a minute at which nobody waits longer than `waitMs`; null where all may go at once. */
export function fastestPerMinute(mailing: Mailing, waitMs: number): number | null {
  const limits = turningPoints(mailing).flatMap(place => {
    const mustTakeMs = sentAfterMs(mailing, place) - waitMs
    return mustTakeMs > 0 ? [Math.floor((place * 60_000) / mustTakeMs)] : []
  })
  return limits.length === 0 ? null : Math.max(1, Math.min(...limits))
}

/** How long it takes until the last one is sent, in milliseconds, at so many mails a minute. */
export function durationMs(mailing: Mailing, perMinute: number | null): number {
  return Math.max(
    sentAfterMs(mailing, mailing.links),
    arrivesMs(mailing.links, perMinute) + 1_000 / mailing.perSecond,
  )
}

/** When the deposit with this place in the mailing, from 1 on, is sent if it never has to wait for its mail. */
function sentAfterMs({ perSecond, ahead, others }: Mailing, place: number): number {
  return ((ahead + placeInTurns(place, others)) * 1_000) / perSecond
}

function arrivesMs(place: number, perMinute: number | null): number {
  return perMinute === null ? 0 : (place * 60_000) / perMinute
}

function turningPoints({ links, others }: Mailing): number[] {
  if (links === 0) return []
  return [1, ...others.map(turnsOf).filter(waiting => waiting > 1 && waiting < links), links]
}
