/** A report of the queue as people read it: tables, or one line where a program keeps the output. */
import { formatCount, formatTimeLeft, locales } from '../../views/locale.ts'
import type { AccountReport, LaneReport, QueueReport } from '../services/queue-report.ts'
import { tableLines } from './print.ts'

/** The tables of a report. `barOf` draws how much of a lane is left, where somebody watches. */
export function queueLines(
  { at, accounts, lanes }: QueueReport,
  barOf: ((lane: LaneReport) => string) | null = null,
): string[] {
  const accountTable = tableLines(
    accountHead,
    accounts.map(account => accountRow(at, account)),
  )
  if (lanes.length === 0) return [...accountTable, '', 'Nothing waits.']
  const rows = lanes.map(lane => [...laneRow(at, lane), ...(barOf ? [barOf(lane)] : [])])
  return [...accountTable, '', ...tableLines([...laneHead, ...(barOf ? ['LEFT'] : [])], rows)]
}

const accountHead = [
  'PARTNER ACCOUNT',
  'WAITING',
  'SENDING',
  'OLDEST',
  'RATE',
  'PACE',
  'TIME TO DRAIN',
  'HOLD',
]

function accountRow(at: Date, account: AccountReport): string[] {
  const { name, waiting, sending, oldestConsent, decidedPerSecond, perSecond, drainMs } = account
  return [
    name,
    count(waiting),
    count(sending),
    oldestConsent ? ago(at, oldestConsent) : '',
    `${decidedPerSecond.toFixed(1)}/s`,
    `${perSecond.toFixed(1)}/s`,
    drainOf(drainMs),
    holdOf(at, account),
  ]
}

/** The account's own hold keeps back everything, so it is told before those of campaigns. */
function holdOf(at: Date, { holdReason, heldSince, heldByCampaign }: AccountReport): string {
  if (holdReason && heldSince) return `${holdReason}, for ${ago(at, heldSince)}`
  return heldByCampaign > 0 ? `${count(heldByCampaign)} by campaign` : 'none'
}

const laneHead = ['PARTNER ACCOUNT', 'CAMPAIGN', 'WAITING', 'OLDEST', 'SHARE', 'HOLD']

function laneRow(at: Date, lane: LaneReport): string[] {
  return [
    lane.partnerAccount,
    lane.campaignId,
    count(lane.waiting),
    ago(at, lane.oldestConsent),
    `${Math.round(lane.share * 100)} %`,
    lane.heldSince ? `campaign, for ${ago(at, lane.heldSince)}` : 'none',
  ]
}

/** Everything in one line, for logs. */
export function queueLine({ at, accounts }: QueueReport): string {
  const each = accounts.map(account => {
    const { name, waiting, sending, oldestConsent, decidedPerSecond } = account
    return [
      `${name}: ${count(waiting)} waiting, ${sending} sending`,
      `oldest ${oldestConsent ? ago(at, oldestConsent) : 'none'}`,
      `${decidedPerSecond.toFixed(1)}/s`,
      outlookOf(account),
    ].join(', ')
  })
  return `${at.toISOString()} ${each.join('; ')}`
}

function outlookOf({ waiting, sending, heldByCampaign, drainMs, holdReason }: AccountReport): string {
  if (holdReason) return `on hold: ${holdReason}`
  if (waiting + sending === 0) return 'nothing waits'
  const held = heldByCampaign > 0 ? `${count(heldByCampaign)} on hold by campaign` : ''
  if (held && heldByCampaign === waiting + sending) return held
  const done = drainMs === null ? 'done nobody knows when' : `done in ${drainOf(drainMs)}`
  return held ? `${done} but for ${held}` : done
}

function drainOf(ms: number | null): string {
  if (ms === null) return 'unknown'
  return ms === 0 ? 'now' : formatTimeLeft(locales[0], ms)
}

function ago(at: Date, time: Date): string {
  return formatTimeLeft(locales[0], at.getTime() - time.getTime())
}

function count(number: number): string {
  return formatCount(locales[0], number)
}
