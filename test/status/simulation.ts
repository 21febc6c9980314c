/** A line in virtual time: people consent, lanes take turns, a reading a second, and everybody is told what is left. */
import { keepReading, measuredPace, type Reading } from '../../src/domain/pace.ts'
import { waitIn } from '../../src/domain/queue.ts'
import { formatTimeLeft, locales } from '../../views/locale.ts'
import { accountOf, laneOf } from '../helpers/lane.ts'
import { parseTimeLeft } from '../helpers/time-left.ts'

export type Course = {
  /** Consent times of each lane, in order, in milliseconds from the start. */
  readonly lanes: ReadonlyArray<readonly number[]>
  /** Deposits a second that are configured. */
  readonly configured: number
  /** Deposits a second that are really sent. */
  readonly real: number
  /** Promises before, when nobody knows the pace yet, do not count. */
  readonly fromMs: number
}

export type Broken = { readonly saidMs: number; readonly cameMs: number }
export type Outcome = { readonly promises: number; readonly broken: readonly Broken[] }

/** Everybody is told the like; words take the most of the time. */
const askedEvery = 7

type Told = { readonly lane: number; readonly index: number; readonly at: number; readonly saidMs: number }

/** Only waits of at least `longMs` count; a promise is broken when it is more than a tenth off. */
export function simulate({ lanes, configured, real, fromMs }: Course, longMs: number): Outcome {
  const sentAt: number[][] = lanes.map(() => [])
  const told: Told[] = []
  let kept: readonly Reading[] = []
  let turn = 0
  const waiting = (lane: number, at: number) => {
    const consents = lanes[lane] ?? []
    const next = sentAt[lane]?.length ?? 0
    return consents.slice(next).filter(time => time <= at)
  }
  const sendOne = (at: number) => {
    for (let step = 1; step <= lanes.length; step++) {
      const lane = (turn + step) % lanes.length
      const next = lanes[lane]?.[sentAt[lane]?.length ?? 0]
      if (next === undefined || next > at) continue
      sentAt[lane]?.push(at)
      turn = lane
      return
    }
  }
  const tell = (at: number) => {
    const queues = lanes.map((_, lane) => waiting(lane, at))
    const account = accountOf(
      queues.flatMap((times, lane) => (times.length > 0 ? [laneOf(String(lane), times)] : [])),
    )
    kept = keepReading(kept, { at, account })
    const pace = measuredPace(kept, configured)
    for (const [lane, times] of queues.entries()) {
      for (const [place, time] of times.entries()) {
        if (place % askedEvery !== 0) continue
        const wait = waitIn(account, { campaignId: String(lane), consentedAt: new Date(time) }, pace)
        if (wait.kind !== 'in-line') throw new Error('nothing is on hold here')
        const saidMs = parseTimeLeft(formatTimeLeft(locales[0], wait.leftMs))
        told.push({ lane, index: (sentAt[lane]?.length ?? 0) + place, at, saidMs })
      }
    }
  }
  const total = lanes.reduce((sum, lane) => sum + lane.length, 0)
  let reading = 0
  for (let slot = 0; sentAt.reduce((sum, sent) => sum + sent.length, 0) < total; slot++) {
    const at = (slot * 1_000) / real
    if (at >= reading * 1_000) tell(reading++ * 1_000)
    sendOne(at)
  }
  const came = told
    .filter(({ at }) => at >= fromMs)
    .map(({ lane, index, at, saidMs }) => ({
      saidMs,
      cameMs: (sentAt[lane]?.[index] ?? 0) - at,
    }))
  const long = came.filter(({ cameMs }) => cameMs >= longMs)
  const broken = long.filter(({ saidMs, cameMs }) => Math.abs(saidMs - cameMs) > 0.1 * cameMs)
  return { promises: long.length, broken }
}
