/** Promises of a time left, held against what came. */
import type { Database } from '../../src/storage/database.ts'

export type Told = {
  readonly claimLinkId: string
  readonly at: number
  readonly leftMs: number
}

export type Kept = {
  /** Promises to people who had at least that long to wait, by what they were told or by what came. */
  readonly promises: number
  readonly people: number
  /** The part that was right within a tenth, from 0 to 1. */
  readonly within: number
  /** The error that 95 % of them stay below, as a part of the wait. */
  readonly error95: number
}

export type Wanted = {
  /** Only waits that were so long count. */
  readonly longMs: number
  /** Only what should have come true until then is judged; a deposit that never came is a broken promise. */
  readonly until: number
}

/** The times left, against when the deposits were decided. */
export async function judgeTimes(
  database: Database,
  told: readonly Told[],
  { longMs, until }: Wanted,
): Promise<Kept> {
  const decided = await decisions(database)
  const due = told.filter(({ at, leftMs }) => at + 1.1 * leftMs <= until)
  return summed(
    due.map(({ claimLinkId, at, leftMs }) => {
      const waitedMs = (decided.get(claimLinkId) ?? Number.POSITIVE_INFINITY) - at
      return { claimLinkId, long: waitedMs >= longMs, error: Math.abs(leftMs - waitedMs) / waitedMs }
    }),
  )
}

/** The places in line, against how many were decided before: right also on a machine too busy to keep the pace. */
export async function judgePlaces(
  database: Database,
  told: ReadonlyArray<Told & { readonly before: number }>,
  fewest: number,
): Promise<Kept> {
  const decided = await decisions(database)
  const times = [...decided.values()].sort((one, other) => one - other)
  const decidedBefore = (time: number) => countBelow(times, time)
  return summed(
    told.map(({ claimLinkId, at, before }) => {
      const came = decidedBefore(decided.get(claimLinkId) ?? Number.POSITIVE_INFINITY) - decidedBefore(at)
      return { claimLinkId, long: came >= fewest, error: Math.abs(before - came) / came }
    }),
  )
}

/** `sorted` is in order. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}

type Judged = { readonly claimLinkId: string; readonly long: boolean; readonly error: number }

function summed(judged: readonly Judged[]): Kept {
  const long = judged.filter(each => each.long)
  const errors = long.map(({ error }) => error).sort((one, other) => one - other)
  return {
    promises: long.length,
    people: new Set(long.map(({ claimLinkId }) => claimLinkId)).size,
    within: errors.filter(error => error <= 0.1).length / errors.length,
    error95: errors[Math.floor(0.95 * errors.length)] ?? Number.NaN,
  }
}

/** When each deposit was decided, in milliseconds. */
async function decisions(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ id: string; at: Date }>(
    'select claim_link_id as id, decided_at as at from deposit where decided_at is not null',
  )
  return new Map(rows.map(({ id, at }) => [id, at.getTime()]))
}
