/** Problems that visitors of a campaign's links run into, counted in memory and written down now and then. */
import type { ProblemKind } from '../domain/merge-tag.ts'
import * as problems from '../storage/campaign-problem.ts'
import type { Context } from './context.ts'

export type { CampaignProblem } from '../storage/campaign-problem.ts'

/**
 * A mailing to a hundred thousand people whose tag is broken brings a hundred thousand visits: each costs an addition
 * here, and a run of `write` costs one statement. What a process that dies has not written is lost.
 */
export type ProblemTally = {
  /** The campaign must be one that there is, so that nobody fills the memory with names. */
  note(campaignId: string, kind: ProblemKind): void
  write(): Promise<void>
}

export function createProblemTally({ database }: Pick<Context, 'database'>): ProblemTally {
  let sightings = new Map<string, problems.Sighting>()
  const add = (campaignId: string, kind: ProblemKind, more: number) => {
    const key = `${campaignId} ${kind}`
    sightings.set(key, { campaignId, kind, count: (sightings.get(key)?.count ?? 0) + more })
  }
  return {
    note: (campaignId, kind) => add(campaignId, kind, 1),
    write: async () => {
      if (sightings.size === 0) return
      const taken = [...sightings.values()]
      sightings = new Map()
      try {
        await problems.add(database, taken)
      } catch (error) {
        for (const { campaignId, kind, count } of taken) add(campaignId, kind, count)
        throw error
      }
    },
  }
}

export async function listProblems(
  { database }: Pick<Context, 'database'>,
  campaignId: string,
): Promise<problems.CampaignProblem[]> {
  return await problems.list(database, campaignId)
}
