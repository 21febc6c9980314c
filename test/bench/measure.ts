/** A closed loop of claims against one contestant, and what a claim costs it. */
import { Pool } from 'undici'
import { cpuMicroseconds, type Running } from './program.ts'
import { newVisit, type Stage, stages, type Visit } from './walk.ts'

export type Contestant = Running & {
  readonly name: string
  /** Of a claim that nobody has made yet. */
  readonly nextCode: () => string
  readonly databasePids: () => readonly number[]
}

export type Load = { readonly inFlight: number; readonly claims: number }

export type Figures = {
  readonly perSecond: number
  /** CPU per claim, in microseconds. */
  readonly serviceUs: number
  readonly databaseUs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly requests: number
}

/** Walks `claims` claims to their last page, `inFlight` at a time. */
export async function measureClaims(contestant: Contestant, load: Load): Promise<Figures> {
  const visits = newVisits(contestant, load.claims)
  const figures = await measure(contestant, load, visits, stages)
  return { ...figures, requests: visits.reduce((sum, { requests }) => sum + requests, 0) / load.claims }
}

export type StageFigures = Pick<Figures, 'serviceUs' | 'databaseUs' | 'p50Ms'> & { readonly name: string }

/** Walks all claims through one stage before the next begins, so that the costs of the stages do not mix. */
export async function measureStages(contestant: Contestant, load: Load): Promise<StageFigures[]> {
  const visits = newVisits(contestant, load.claims)
  const split: StageFigures[] = []
  for (const stage of stages)
    split.push({ name: stage.name, ...(await measure(contestant, load, visits, [stage])) })
  return split
}

async function measure(
  { url, pid, databasePids }: Contestant,
  { inFlight }: Load,
  visits: readonly Visit[],
  walked: readonly Stage[],
): Promise<Omit<Figures, 'requests'>> {
  const pool = new Pool(url)
  const cpu = () => [cpuMicroseconds([pid]), cpuMicroseconds(databasePids())] as const
  const [[serviceBefore, databaseBefore], startedMs] = [cpu(), performance.now()]
  const times = await walkAll(pool, visits, walked, inFlight)
  const [[service, database], endedMs] = [cpu(), performance.now()]
  await pool.close()
  return {
    perSecond: (1_000 * visits.length) / (endedMs - startedMs),
    serviceUs: (service - serviceBefore) / visits.length,
    databaseUs: (database - databaseBefore) / visits.length,
    ...percentiles(times),
  }
}

async function walkAll(
  pool: Pool,
  visits: readonly Visit[],
  walked: readonly Stage[],
  inFlight: number,
): Promise<number[]> {
  const times: number[] = []
  const waiting = visits.values()
  const walker = async () => {
    for (const visit of waiting) {
      const startedMs = performance.now()
      for (const { walk } of walked) await walk(pool, visit)
      times.push(performance.now() - startedMs)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, walker))
  return times
}

function newVisits({ nextCode }: Contestant, count: number): Visit[] {
  return Array.from({ length: count }, () => newVisit(nextCode()))
}

function percentiles(times: readonly number[]): Pick<Figures, 'p50Ms' | 'p95Ms' | 'p99Ms'> {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) =>
    sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)] ?? Number.NaN
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}
