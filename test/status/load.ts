/** Watchers of a long line and what they cost: pages, the reading of the queue, and the drain with and without them. */
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import type { Database } from '../../src/storage/database.ts'
import { readQueue } from '../../src/storage/queue.ts'
import { judgeTimes, type Kept } from './promise.ts'
import { prepareStage } from './stage.ts'
import { type Reading, visit, watch } from './watchers.ts'

export type Size = {
  /** Deposits that wait. */
  readonly waiting: number
  /** Of them are watched, evenly spread over the line. */
  readonly watchers: number
  /** Of each part: alone, and watched. */
  readonly seconds: number
}

export type Latency = {
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failed: number
}
export type Cost = {
  readonly ms: number
  readonly databaseCpuMs: number
  readonly processCpuMs: number
}
export type Figures = {
  readonly reading: Cost
  readonly landingAlone: Latency
  readonly landingWatched: Latency
  readonly status: Latency
  readonly drainAlonePerSecond: number
  readonly drainWatchedPerSecond: number
  readonly serviceCpuAlone: number
  readonly serviceCpuWatched: number
  readonly serviceMemoryMb: number
  readonly promises: Kept
}

/** Waits of at least 30 s are what promises are judged on. */
const longMs = 30_000

export async function measureLoad(t: TestContext, { waiting, watchers, seconds }: Size): Promise<Figures> {
  const stage = await prepareStage(t, waiting)
  const { database } = stage.context
  const reading = await costOfReading(database)
  const { url, child } = await stage.startService()
  const pid = child.pid ?? 0
  const watched = stage.tokens.filter((_, place) => place % Math.ceil(waiting / watchers) === 0)
  const part = async (tokens: readonly string[]) => {
    const [from, cpuFrom] = [Date.now(), cpuMs(pid)]
    const [readings, landing] = await Promise.all([
      watch(url, tokens, seconds * 1_000),
      visit(url, stage.openToken, 200, seconds * 1_000),
    ])
    const until = Date.now()
    const serviceCpu = (cpuMs(pid) - cpuFrom) / (until - from)
    return {
      readings,
      landing: latencyOf(landing),
      serviceCpu,
      drain: await drainBetween(database, from, until),
      until,
    }
  }
  const alone = await part([])
  const crowded = await part(watched)
  const told = crowded.readings.flatMap(({ token, at, leftMs }) =>
    leftMs === null ? [] : [{ claimLinkId: claimLinkId(token), at, leftMs }],
  )
  return {
    reading,
    landingAlone: alone.landing,
    landingWatched: crowded.landing,
    status: latencyOf(crowded.readings),
    drainAlonePerSecond: alone.drain,
    drainWatchedPerSecond: crowded.drain,
    serviceCpuAlone: alone.serviceCpu,
    serviceCpuWatched: crowded.serviceCpu,
    serviceMemoryMb: memoryMb(pid),
    promises: await judgeTimes(database, told, { longMs, until: crowded.until }),
  }
}

/** Of one reading, the mean of twenty, after the statistics that autovacuum would keep. */
async function costOfReading(database: Database): Promise<Cost> {
  const times = 20
  await database.query('vacuum analyze deposit')
  const [server] = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = server?.pid ?? 0
  const [started, own, there] = [performance.now(), process.cpuUsage(), cpuMs(pid)]
  for (let count = 0; count < times; count++) await readQueue(database)
  const { user, system } = process.cpuUsage(own)
  return {
    ms: (performance.now() - started) / times,
    databaseCpuMs: (cpuMs(pid) - there) / times,
    processCpuMs: (user + system) / 1_000 / times,
  }
}

function latencyOf(readings: readonly Reading[]): Latency {
  const times = readings.map(({ ms }) => ms).sort((one, other) => one - other)
  const at = (part: number) => times[Math.floor(part * times.length)] ?? Number.NaN
  const failed = readings.filter(({ status }) => status !== 200).length
  return { requests: times.length, p50Ms: at(0.5), p99Ms: at(0.99), failed }
}

/** Deposits a second, from the first that was decided to the last, so that the edges of the time do not count. */
async function drainBetween(database: Database, from: number, until: number): Promise<number> {
  const [row] = await database.query<{ count: number; seconds: number }>(
    `select count(*) as count, extract(epoch from max(decided_at) - min(decided_at))::float8 as seconds
     from deposit where decided_at between $1 and $2`,
    [new Date(from), new Date(until)],
  )
  return row ? (row.count - 1) / row.seconds : Number.NaN
}

/** Hundredths of a second are what Linux counts CPU time in. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function memoryMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}
