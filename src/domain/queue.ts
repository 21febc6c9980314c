/**
 * The queue in which deposits wait: their place in line and the time left. A lane is what waits of one campaign at one partner
 * account, first come first served by consent; the lanes of an account take turns.
 */
import type { HoldReason } from './partner-account.ts'

/** So many deposits apart are the consent times that are kept: places between two of them are interpolated. */
export const sampledEvery = 20

export type Lane = {
  readonly partnerAccount: string
  readonly campaignId: string
  /** Since when nothing of this campaign is sent, or null. */
  readonly heldSince: Date | null
  readonly waiting: number
  /** Consent times, in milliseconds: of the first that waits, and of every `sampledEvery`th after it. */
  readonly samples: readonly number[]
  /** Consent time of the last that waits, in milliseconds. */
  readonly newest: number
}

export type AccountQueue = {
  readonly name: string
  readonly holdReason: HoldReason | null
  readonly heldSince: Date | null
  /** Deposits that have left their lane and are being sent. */
  readonly sending: number
  readonly lanes: readonly Lane[]
}

/** What one who waits can be told. */
export type Wait =
  | { readonly kind: 'in-line'; readonly before: number; readonly leftMs: number }
  /** The account or the campaign is on hold, so nobody knows how long. */
  | { readonly kind: 'held' }
  /** It has left the line: a call is under way, or about to be. */
  | { readonly kind: 'sending' }
  /** It was sent, Amazon has not confirmed it, and it waits to be sent again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'unknown' }

export type InLine = { readonly campaignId: string; readonly consentedAt: Date }

/** What a deposit that was never sent can be told; `perSecond` is the pace of its account. */
export function waitIn(account: AccountQueue, { campaignId, consentedAt }: InLine, perSecond: number): Wait {
  const own = account.lanes.find(lane => lane.campaignId === campaignId)
  if (account.holdReason || own?.heldSince) return { kind: 'held' }
  const place = own ? placeIn(own, consentedAt.getTime()) : 0
  const others = account.lanes.filter(lane => lane !== own)
  const before = account.sending + placeInTurns(place, others)
  return { kind: 'in-line', before, leftMs: (before * 1_000) / perSecond }
}

/** How many of the lane consented before `consentedAt`: exact at a sample, else between its neighbours. */
export function placeIn({ samples, newest, waiting }: Lane, consentedAt: number): number {
  if (consentedAt > newest) return waiting
  const sample = lastBefore(samples, consentedAt)
  if (sample < 0) return 0
  const first = sample * sampledEvery
  const last = Math.min(first + sampledEvery, waiting - 1)
  const from = samples[sample] ?? newest
  const to = samples[sample + 1] ?? newest
  return Math.round(first + ((last - first) * (consentedAt - from)) / (to - from || 1))
}

/** How many deposits go before one with `place` others of its own lane before it, when every lane has its turn. */
export function placeInTurns(place: number, others: readonly Lane[]): number {
  return others.reduce((sum, lane) => sum + Math.min(turnsOf(lane), place), place)
}

/** How many deposits of the lane are sent, if nobody releases it. */
export function turnsOf({ heldSince, waiting }: Lane): number {
  return heldSince ? 0 : waiting
}

/** Index of the last sample that is earlier than `time`, or -1. */
function lastBefore(samples: readonly number[], time: number): number {
  let low = 0
  let high = samples.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((samples[middle] ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low - 1
}
