/** Medians, ratios of the same round, and the bars that must be met. */
import type { Contestant, Figures, StageFigures } from './measure.ts'
import type { Round } from './rounds.ts'

export type Bar = {
  readonly what: string
  readonly value: number
  readonly most?: number
  readonly least?: number
}

export function isMet({ value, most = Number.POSITIVE_INFINITY, least = 0 }: Bar): boolean {
  return value <= most && value >= least
}

export function barLine(bar: Bar): string {
  const { what, value, most, least } = bar
  const limit = most === undefined ? `at least ${least}` : `at most ${most}`
  return `${isMet(bar) ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(3)} (${limit})`
}

/** The median over the rounds of the ratio of two contestants within a round. */
export function ratio(
  rounds: readonly Round[],
  [index, base]: readonly [number, number],
  cost: (figures: Figures) => number,
): number {
  return median(rounds.map(round => costOf(round[index], cost) / costOf(round[base], cost)))
}

export function roundsTable(contestants: readonly Contestant[], rounds: readonly Round[]): string[] {
  return contestants.flatMap(({ name }, index) => {
    const figures = rounds.flatMap(round => round[index] ?? [])
    return [
      `${name}`,
      ...figures.map((row, round) => `  round ${round + 1}  ${figuresLine(row)}`),
      `  median   ${figuresLine(medianOf(figures))}`,
    ]
  })
}

export function stagesTable(stages: readonly StageFigures[]): string[] {
  return stages.map(
    ({ name, serviceUs, databaseUs, p50Ms }) =>
      `  ${name.padEnd(17)} service ${us(serviceUs)}, database ${us(databaseUs)}, p50 ${ms(p50Ms)}`,
  )
}

function figuresLine(figures: Figures): string {
  const { perSecond, serviceUs, databaseUs, p50Ms, p95Ms, p99Ms, requests } = figures
  return `${perSecond.toFixed(0).padStart(5)} claims/s, CPU per claim: service ${us(serviceUs)}, database ${us(databaseUs)}; p50 ${ms(p50Ms)}, p95 ${ms(p95Ms)}, p99 ${ms(p99Ms)}; ${requests.toFixed(2)} requests a claim`
}

function medianOf(rows: readonly Figures[]): Figures {
  const of = (cost: (figures: Figures) => number) => median(rows.map(cost))
  return {
    perSecond: of(row => row.perSecond),
    serviceUs: of(row => row.serviceUs),
    databaseUs: of(row => row.databaseUs),
    p50Ms: of(row => row.p50Ms),
    p95Ms: of(row => row.p95Ms),
    p99Ms: of(row => row.p99Ms),
    requests: of(row => row.requests),
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function costOf(figures: Figures | undefined, cost: (figures: Figures) => number): number {
  return figures ? cost(figures) : Number.NaN
}

function us(microseconds: number): string {
  return `${microseconds.toFixed(0)} µs`
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`
}
