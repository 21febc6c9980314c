/** What happens in a campaign, for the staff: how far its links got, where its money is, what waits and what is wrong. */
import type { Campaign } from '../domain/campaign.ts'
import { barsOf } from '../domain/claims-over-time.ts'
import { type CampaignFigures, funnelOf, moneyOf, type Opened, type Source } from '../domain/watch.ts'
import * as stored from '../storage/watch.ts'
import { getCampaign } from './campaign.ts'
import type { Context } from './context.ts'
import { type AccountReport, type LaneReport, type QueueReport, reportQueue } from './queue-report.ts'
import { shareReadings } from './shared-reading.ts'

export type Watch = CampaignFigures & { readonly queue: CampaignQueue }

export type CampaignQueue = {
  /** The whole line of the partner account, which the campaigns share. */
  readonly account: AccountReport
  /** Null while nothing of the campaign waits. */
  readonly lane: LaneReport | null
}

/** Throws `not-found`. */
export async function watchCampaign(context: Context, id: string): Promise<Watch> {
  return await watchIn(context, id, await reportQueue(context))
}

async function watchIn(context: Context, id: string, report: QueueReport): Promise<Watch> {
  const campaign = await getCampaign(context, id)
  const found = await stored.read(context.database, campaign.id)
  if (!found) throw new Error(`bug: campaign ${id} vanished`)
  const { readAt, budgetMinor, grantedMinor, unit, now, claims, sources, refusals, reviews, broken } = found
  const tally = { ...found, opened: openedOf(sources) }
  return {
    at: readAt,
    campaign,
    funnel: funnelOf(tally, campaign, readAt),
    money: moneyOf(tally, { budgetMinor, grantedMinor }),
    unit,
    bars: barsOf(claims, unit, now),
    sources,
    refusals,
    reviews,
    broken: broken.map(problem => ({ ...problem, lastAt: new Date(problem.lastAt) })),
    queue: queueOf(report, campaign),
  }
}

function openedOf(sources: readonly Source[]): Opened {
  const sum = (of: (source: Opened) => number) => sources.reduce((total, source) => total + of(source), 0)
  return {
    machines: sum(({ machines }) => machines),
    browsers: sum(({ browsers }) => browsers),
    people: sum(({ people }) => people),
    signedIn: sum(({ signedIn }) => signedIn),
  }
}

function queueOf({ accounts, lanes }: QueueReport, { id, partnerAccount }: Campaign): CampaignQueue {
  const account = accounts.find(({ name }) => name === partnerAccount)
  if (!account) throw new Error(`bug: partner account ${partnerAccount} is not registered`)
  return { account, lane: lanes.find(({ campaignId }) => campaignId === id) ?? null }
}

export type Watching = {
  /** A few seconds old at most, unless reading it takes longer than that is worth. Throws `not-found`. */
  read(campaignId: string): Promise<Watch>
}

const leastMs = 3_000
/** Together with what pages of recipients are told, which is read once a second. */
const queueMs = 1_000

/** One per process: however many look at a campaign, the database is asked once for all of them. */
export function createWatching(context: Context): Watching {
  const { elapsedMs: now } = context
  const queue = shareReadings({ now, leastMs: queueMs, read: () => reportQueue(context) })
  const watches = shareReadings({
    now,
    leastMs,
    read: async id => await watchIn(context, id, await queue.get('all')),
  })
  return { read: id => watches.get(id) }
}
