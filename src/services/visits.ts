/**
 * Counting who opens claim links: in memory, and written by one statement about once a second, so that no page waits for
 * it. What a crash takes is the last second.
 */
import type { VisitKind } from '../domain/visit.ts'
import * as visits from '../storage/visit.ts'
import type { Context } from './context.ts'

/** Where a visit says it came from, in words of our own list; empty where it says nothing. */
export type Source = { readonly source: string; readonly medium: string }

export type Visits = {
  opened(claimLinkId: string, kind: VisitKind, source: Source): void
  /** Amazon has sent somebody back for this link: a person. */
  returned(claimLinkId: string, end: 'signed-in' | 'cancelled'): void
  /** Writes what was counted; while the database is away it is kept. Throws `unavailable` then. */
  flush(): Promise<void>
}

type Count = { -readonly [Key in keyof visits.Counted]: visits.Counted[Key] }

/** One per process. */
export function createVisits({ database }: Pick<Context, 'database'>): Visits {
  let counts = new Map<string, Count>()
  const countOf = (claimLinkId: string, source: Source): Count => {
    const known = counts.get(claimLinkId)
    if (known) return known
    const fresh = { claimLinkId, machines: 0, browsers: 0, people: 0, signedIn: 0, ...source }
    counts.set(claimLinkId, fresh)
    return fresh
  }
  return {
    opened: (claimLinkId, kind, source) => {
      const count = countOf(claimLinkId, source)
      if (kind === 'machine') count.machines++
      else count.browsers++
    },
    returned: (claimLinkId, end) => {
      const count = countOf(claimLinkId, nowhere)
      count.people++
      if (end === 'signed-in') count.signedIn++
    },
    flush: async () => {
      if (counts.size === 0) return
      const written = counts
      counts = new Map()
      await visits.add(database, [...written.values()]).catch(error => {
        counts = merged(written, counts)
        throw error
      })
    },
  }
}

const nowhere: Source = { source: '', medium: '' }

function merged(earlier: Map<string, Count>, later: ReadonlyMap<string, Count>): Map<string, Count> {
  for (const [id, count] of later) {
    const before = earlier.get(id)
    if (!before) earlier.set(id, count)
    else for (const key of ['machines', 'browsers', 'people', 'signedIn'] as const) before[key] += count[key]
  }
  return earlier
}
