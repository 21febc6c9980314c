/** What a campaign comes to: how far its links got, where its money is, and its claims over time. */
import { type Campaign, whyClosed } from './campaign.ts'
import type { DepositState } from './deposit.ts'
import type { ProblemKind } from './merge-tag.ts'

/** Claims of one state whose recipients consented in the same part of time. */
export type ClaimCount = {
  readonly state: DepositState
  /** Of an hour the seconds since 1970 at its beginning, of a day its local date; they sort as time does. */
  readonly part: string
  readonly count: number
  readonly amountMinor: number
}

export type TimeUnit = 'hour' | 'day'

/** Links that somebody or something opened at least once. */
export type Opened = {
  readonly machines: number
  readonly browsers: number
  readonly people: number
  readonly signedIn: number
}

export type Some = { readonly count: number; readonly amountMinor: number }

export type Tally = {
  /** But rehearsals; those that took the place of another one as well. */
  readonly links: number
  readonly revoked: number
  /** The file that holds them has not reached whoever ordered it: they count as not issued yet. */
  readonly issuing: Some
  /** Past an end of their own, and nobody has claimed them. */
  readonly expired: Some
  /** What the links that are not revoked are worth together, in minor units. */
  readonly worthMinor: number
  /** Successors that nobody has claimed yet: their amount has left the budget already. */
  readonly reserved: Some
  readonly claims: readonly ClaimCount[]
  readonly opened: Opened
}

export type Funnel = Opened & {
  readonly issued: number
  readonly claimed: number
  readonly deposited: number
  readonly waiting: number
  readonly review: number
  readonly refused: number
  readonly revoked: number
  /** Nobody has claimed them, and nobody can any more. */
  readonly expired: number
  /** Nobody has claimed them yet. */
  readonly unclaimed: number
  /** Ordered, and not issued before their file is confirmed. */
  readonly issuing: number
}

/** Every issued link is deposited, waiting, in review, refused, revoked, expired or unclaimed, and only one of them. */
export function funnelOf(tally: Tally, campaign: Campaign, now: Date): Funnel {
  const { links, issuing, revoked, expired, opened, claims } = tally
  const count = (...states: DepositState[]) => sumOf(claims, states, claim => claim.count)
  const claimed = sumOf(claims, null, claim => claim.count)
  const issued = links - issuing.count
  const left = issued - revoked - claimed
  const closed = whyClosed(campaign, now)
  const over = closed === 'expired' || closed === 'ended'
  return {
    ...opened,
    issued,
    claimed,
    deposited: count('deposited'),
    waiting: count('pending', 'sending'),
    review: count('review'),
    refused: count('refused'),
    revoked,
    expired: over ? left : expired.count,
    unclaimed: over ? 0 : left - expired.count,
    issuing: issuing.count,
  }
}

/** All in minor units of the campaign's currency. */
export type MoneyFigures = {
  readonly budget: number
  /** Taken from the budget by claims: spent and reserved. */
  readonly granted: number
  /** Added to recipients' balances. */
  readonly spent: number
  readonly waiting: number
  readonly review: number
  /** Kept for recipients who may use another account. */
  readonly successors: number
  /** Promised and not yet spent: waiting, in review and kept. */
  readonly reserved: number
  /** Came back into the budget because Amazon refused it; it is part of what is left. */
  readonly released: number
  /** Of the budget; negative where a SUCCESS after a refusal has passed it. */
  readonly left: number
  /** What the unclaimed links are worth beyond what is left. */
  readonly beyond: number
  /** Whether what was granted is exactly what was spent and reserved, counted claim by claim. */
  readonly addsUp: boolean
}

export function moneyOf(
  { claims, reserved: kept, worthMinor, issuing, expired }: Omit<Tally, 'links' | 'revoked' | 'opened'>,
  { budgetMinor, grantedMinor }: Pick<Campaign, 'budgetMinor' | 'grantedMinor'>,
): MoneyFigures {
  const sum = (...states: DepositState[]) => sumOf(claims, states, claim => claim.amountMinor)
  const [spent, waiting, review] = [sum('deposited'), sum('pending', 'sending'), sum('review')]
  const reserved = waiting + review + kept.amountMinor
  const left = budgetMinor - grantedMinor
  const claimed = sumOf(claims, null, claim => claim.amountMinor)
  const unclaimed = worthMinor - claimed - kept.amountMinor - issuing.amountMinor - expired.amountMinor
  return {
    budget: budgetMinor,
    granted: grantedMinor,
    spent,
    waiting,
    review,
    successors: kept.amountMinor,
    reserved,
    released: sum('refused'),
    left,
    beyond: Math.max(0, unclaimed - left),
    addsUp: spent + reserved === grantedMinor,
  }
}

/** The claims of one part of time. */
export type Bar = {
  readonly part: string
  readonly deposited: number
  readonly waiting: number
  /** Refused or in review. */
  readonly undone: number
}

/** Where links were opened from, in words of our own list; empty where their addresses said nothing. */
export type Source = Opened & { readonly source: string; readonly medium: string }

/** A campaign as of one moment. */
export type CampaignFigures = {
  readonly at: Date
  readonly campaign: Campaign
  readonly funnel: Funnel
  readonly money: MoneyFigures
  readonly unit: TimeUnit
  /** The claims over time. */
  readonly bars: readonly Bar[]
  readonly sources: readonly Source[]
  /** The most frequent first. */
  readonly refusals: ReadonlyArray<{ readonly reason: string; readonly count: number }>
  /** Visits of links that reached somebody without their token. */
  readonly broken: ReadonlyArray<{ readonly kind: ProblemKind; readonly count: number }>
  /** Ids of the claim links that wait for a person, ten at most. */
  readonly reviews: readonly string[]
}

/** Fewer would be blocks, not bars. */
const fewestBars = 12

/**
 * One bar for each part of time from the first claim to `until`, or to the last one, those without a claim as well; some
 * before the first claim where there would be few.
 */
export function barsOf(claims: readonly ClaimCount[], unit: TimeUnit, until: string | null): Bar[] {
  const claimed = claims.map(({ part }) => part).toSorted()
  const [first] = claimed
  if (first === undefined) return []
  const last = [...claimed, until ?? first].toSorted().at(-1) ?? first
  const parts = [...claimed, last]
  for (let part = first; part < last; part = partAfter(part, unit, 1)) parts.push(part)
  const known = [...new Set(parts)].toSorted()
  for (let part = first; known.length < fewestBars; known.unshift(part)) part = partAfter(part, unit, -1)
  return known.map(part => barOf(part, claims))
}

function barOf(part: string, claims: readonly ClaimCount[]): Bar {
  const own = claims.filter(claim => claim.part === part)
  const count = (...states: DepositState[]) => sumOf(own, states, claim => claim.count)
  return {
    part,
    deposited: count('deposited'),
    waiting: count('pending', 'sending'),
    undone: count('refused', 'review'),
  }
}

/** So many parts later; earlier for a negative number. */
function partAfter(part: string, unit: TimeUnit, steps: number): string {
  if (unit === 'hour') return String(Number(part) + steps * 3_600)
  return new Date(Date.parse(`${part}T00:00:00Z`) + steps * 86_400_000).toISOString().slice(0, 10)
}

function sumOf(
  claims: readonly ClaimCount[],
  states: readonly DepositState[] | null,
  of: (claim: ClaimCount) => number,
): number {
  const counted = states === null ? claims : claims.filter(({ state }) => states.includes(state))
  return counted.reduce((sum, claim) => sum + of(claim), 0)
}
