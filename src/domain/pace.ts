/**
 * How fast the queue of a partner account really moves. Amazon may be slow or ask for a slower pace, and some deposits
 * are sent more than once, so the configured pace alone may promise too much.
 */
import { type AccountQueue, placeIn, turnsOf } from './queue.ts'

export type Reading = {
  /** By a steady clock, in milliseconds. */
  readonly at: number
  readonly account: AccountQueue
  /** How many have left the lanes for good since the reading before. */
  readonly sent: number
}

/** Half a minute of readings: enough to tell the pace, and soon over when it changes. */
const mostReadings = 31
/** Before, what was read is noise. */
const fewestReadings = 6
/** A longer gap was an outage of ours, and says nothing of the time after it. */
const longestGapMs = 5_000
/** Nearer to the configured pace than this, the difference is noise. */
const normal = 0.9
/** What nearly stands still moves again, or goes on hold. */
const slowest = 1 / 16

/** The readings that tell the pace now: none of a time when nothing could be sent, or nothing waited. */
export function keepReading(
  kept: readonly Reading[],
  { at, account }: Omit<Reading, 'sent'>,
): readonly Reading[] {
  if (account.holdReason || account.lanes.every(lane => turnsOf(lane) === 0)) return []
  const last = kept.at(-1)
  if (!last || at - last.at > longestGapMs) return [{ at, account, sent: 0 }]
  return [...kept, { at, account, sent: sentBetween(last.account, account) }].slice(-mostReadings)
}

/** Deposits a second: the configured ones, unless the readings show clearly fewer. */
export function measuredPace(kept: readonly Reading[], configured: number): number {
  const [first, ...others] = kept
  const last = others.at(-1)
  if (!first || !last || kept.length < fewestReadings) return configured
  const sent = others.reduce((sum, reading) => sum + reading.sent, 0)
  const pace = (sent * 1_000) / (last.at - first.at)
  return pace >= normal * configured ? configured : Math.max(slowest * configured, pace)
}

/** Whoever came and left between two readings is not seen, so they must follow each other closely. */
function sentBetween(before: AccountQueue, after: AccountQueue): number {
  return before.lanes.reduce((sum, { campaignId, waiting, newest }) => {
    const lane = after.lanes.find(other => other.campaignId === campaignId)
    const left = !lane || newest < (lane.samples[0] ?? lane.newest) ? 0 : placeIn(lane, newest) + 1
    return sum + waiting - left
  }, 0)
}
