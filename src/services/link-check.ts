/** The second half of a file's check: against itself and against the links that its campaign has. All of it or nothing. */
import type { LinkBatch } from '../domain/link-batch.ts'
import type { Database, Sql } from '../storage/database.ts'
import * as batches from '../storage/link-batch.ts'
import * as checks from '../storage/link-check.ts'
import type { Context } from './context.ts'

/**
 * Checks every file that waits for it, the oldest first. One whose check breaks off holds up no other and is tried again
 * the next time; throws what broke off the first of them.
 */
export async function checkAll({ database }: Pick<Context, 'database'>): Promise<void> {
  const failed = new Map<string, unknown>()
  while (await checkNext(database, failed)) {}
  for (const error of failed.values()) throw error
}

/** False when none is left but those that failed. */
async function checkNext(database: Database, failed: Map<string, unknown>): Promise<boolean> {
  const next = (sql: Sql) => batches.lockUnchecked(sql, [...failed.keys()])
  if (!(await next(database))) return false
  await checks.analyze(database)
  let id: string | undefined
  try {
    return await database.load(async tx => {
      const batch = await next(tx)
      id = batch?.id
      if (batch) await check(tx, batch)
      return batch !== undefined
    })
  } catch (error) {
    if (id === undefined) throw error
    failed.set(id, error)
    return true
  }
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
