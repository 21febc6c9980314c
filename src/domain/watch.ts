/** What a campaign comes to: how far its links got, and where its money is. */
import { type Campaign, isOver } from './campaign.ts'
import { type Bar, type ClaimCount, sumOf, type TimeUnit } from './claims-over-time.ts'
import type { DepositState } from './deposit.ts'
import type { ProblemKind } from './merge-tag.ts'

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
  /** Past an end of their own, and nobody has claimed them; the amount of successors is not in it. */
  readonly expired: Some
  /** Unclaimed, not expired, and paused one by one. */
  readonly paused: number
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
  /** Nobody has claimed them yet, and nobody can before they are resumed. */
  readonly paused: number
  /** Nobody has claimed them yet. */
  readonly unclaimed: number
  /** Ordered, and not issued before their file is confirmed. */
  readonly issuing: number
}

/** Every issued link is deposited, waiting, in review, refused, revoked, expired, paused or unclaimed, and only one of them. */
export function funnelOf(tally: Tally, campaign: Campaign, now: Date): Funnel {
  const { links, issuing, revoked, expired, paused, opened, claims } = tally
  const count = (...states: DepositState[]) => sumOf(claims, states, claim => claim.count)
  const claimed = sumOf(claims, null, claim => claim.count)
  const issued = links - issuing.count
  const left = issued - revoked - claimed
  const over = isOver(campaign, now)
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
    paused: over ? 0 : paused,
    unclaimed: over ? 0 : left - expired.count - paused,
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
  {
    claims,
    reserved: kept,
    worthMinor,
    issuing,
    expired,
  }: Pick<Tally, 'claims' | 'reserved' | 'worthMinor' | 'issuing' | 'expired'>,
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
  /** Visits, of no machine that shows itself, of links that came without their token; only while there are new ones. */
  readonly broken: ReadonlyArray<{
    readonly kind: ProblemKind
    readonly count: number
    readonly lastAt: Date
  }>
  /** Ids of the claim links that wait for a person, ten at most. */
  readonly reviews: readonly string[]
}
