/** The queue for operators: how deep it is, how fast it moves, how long the oldest waits and when it will be empty. */
import { type AccountQueue, type Lane, turnsOf } from '../domain/queue.ts'
import { countDecided, readQueue } from '../storage/queue.ts'
import type { Context } from './context.ts'
import { paceOf } from './queue.ts'

/** The last so many seconds are what an account's rate is measured in. */
const rateSeconds = 60

export type AccountReport = Omit<AccountQueue, 'lanes'> & {
  readonly waiting: number
  /** Those of them whose campaign is on hold. */
  readonly heldByCampaign: number
  readonly oldestConsent: Date | null
  /** Deposits a second that ended in the last minute. */
  readonly decidedPerSecond: number
  /** Deposits a second that it may send; 0 while it is not configured. */
  readonly perSecond: number
  /** Until everything is sent that no hold keeps back; null while nothing is sent, or holds keep back all there is. */
  readonly drainMs: number | null
}

export type LaneReport = Pick<Lane, 'partnerAccount' | 'campaignId' | 'heldSince' | 'waiting'> & {
  readonly oldestConsent: Date
  /** Its part of the account's pace, from 0 to 1: the lanes take turns. */
  readonly share: number
}

export type QueueReport = {
  readonly at: Date
  readonly accounts: readonly AccountReport[]
  readonly lanes: readonly LaneReport[]
}

/** What operators see of the queue: each partner account, and each lane that has something waiting. */
export async function reportQueue(context: Context): Promise<QueueReport> {
  const accounts = await readQueue(context.database)
  const decided = await countDecided(context.database, rateSeconds)
  const at = context.clock()
  return {
    at,
    accounts: accounts.map(account => {
      const decidedPerSecond = (decided.get(account.name) ?? 0) / rateSeconds
      return reportAccount(account, { at, decidedPerSecond, perSecond: paceOf(context, account.name) })
    }),
    lanes: accounts.flatMap(reportLanes),
  }
}

type Pace = Pick<AccountReport, 'decidedPerSecond' | 'perSecond'> & { readonly at: Date }

function reportAccount({ lanes, ...account }: AccountQueue, pace: Pace): AccountReport {
  const { at, decidedPerSecond, perSecond } = pace
  const moving = lanes.filter(lane => turnsOf(lane) > 0)
  const waiting = countIn(lanes)
  const heldByCampaign = waiting - countIn(moving)
  const toSend = account.sending + countIn(moving)
  const allHeld = toSend === 0 && heldByCampaign > 0
  const real = account.holdReason || allHeld ? 0 : realPace(pace, at.getTime() - oldestOf(moving))
  return {
    ...account,
    decidedPerSecond,
    perSecond,
    waiting,
    heldByCampaign,
    oldestConsent: lanes.length > 0 ? new Date(oldestOf(lanes)) : null,
    drainMs: real > 0 ? (toSend * 1_000) / real : null,
  }
}

function countIn(lanes: readonly Lane[]): number {
  return lanes.reduce((sum, { waiting }) => sum + waiting, 0)
}

/** What was measured, once somebody has waited for as long as that takes; before, what is configured. */
function realPace({ decidedPerSecond, perSecond }: Pace, oldestMs: number): number {
  return oldestMs < rateSeconds * 1_000 ? perSecond : Math.min(perSecond, decidedPerSecond)
}

function reportLanes({ holdReason, lanes }: AccountQueue): LaneReport[] {
  const moving = holdReason ? [] : lanes.filter(({ heldSince }) => !heldSince)
  return lanes.map(lane => ({
    partnerAccount: lane.partnerAccount,
    campaignId: lane.campaignId,
    heldSince: lane.heldSince,
    waiting: lane.waiting,
    oldestConsent: new Date(oldestOf([lane])),
    share: moving.includes(lane) ? 1 / moving.length : 0,
  }))
}

/** Never, where there is no lane. */
function oldestOf(lanes: readonly Lane[]): number {
  return Math.min(...lanes.map(({ samples, newest }) => samples[0] ?? newest))
}
