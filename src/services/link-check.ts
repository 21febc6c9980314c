/** The second half of a file's check: against itself and against the links that its campaign has. All of it or nothing. */
import type { LinkBatch } from '../domain/link-batch.ts'
import type { Sql } from '../storage/database.ts'
import * as batches from '../storage/link-batch.ts'
import * as checks from '../storage/link-check.ts'
import type { Context } from './context.ts'

/** Checks the oldest file that waits for it; false when there is none. */
export async function checkNext({ database }: Pick<Context, 'database'>): Promise<boolean> {
  if (!(await batches.lockUnchecked(database))) return false
  await checks.analyze(database)
  return await database.load(async tx => {
    const batch = await batches.lockUnchecked(tx)
    if (batch) await check(tx, batch)
    return batch !== undefined
  })
}

async function check(tx: Sql, { id, campaignId, lines, problems: before }: LinkBatch): Promise<void> {
  await checks.begin(tx, campaignId)
  const problems = before + (await checks.noteRepeated(tx, id)) + (await checks.noteChanged(tx, id))
  if (problems > 0)
    return await batches.recordCheck(tx, { id, lines, present: 0, problems, state: 'refused' })
  const present = await checks.dropPresent(tx, id)
  const state = present === lines ? 'unneeded' : 'issuing'
  await batches.recordCheck(tx, { id, lines, present, problems, state })
}
