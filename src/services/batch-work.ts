/** What becomes of batches in the background: their check, the end of files that broke off, and what is left of them. */
import { keptProblems, type LinkBatch } from '../domain/link-batch.ts'
import type { Sql } from '../storage/database.ts'
import * as batches from '../storage/link-batch.ts'
import * as deliveries from '../storage/link-delivery.ts'
import * as rows from '../storage/link-row.ts'
import type { Context } from './context.ts'
import { checkAll } from './link-check.ts'
import { giveBackReserved } from './reserved.ts'

/** All that batches wait for in the background: checks, files that broke off, and what is left of those that ended. */
export async function workOnBatches(context: Pick<Context, 'database'>): Promise<void> {
  for (const { id } of await batches.listAbandoned(context.database))
    await giveUp(context, id, 'nobody sends it any more')
  try {
    await checkAll(context)
  } finally {
    while (await tidyNext(context)) {}
  }
}

/** Ends a batch whose file broke off, so that nothing of it counts. */
export async function giveUp(
  { database }: Pick<Context, 'database'>,
  id: string,
  reason: string,
): Promise<void> {
  await database.transaction(async tx => {
    const batch = await batches.lock(tx, id)
    if (batch?.state !== 'receiving') return
    const { lines, problems, head } = batch
    await batches.completeFile(tx, { id, lines, problems: problems + 1, head, whole: false })
    const problem = { line: lines + 1, column: null, original: null }
    const text = `the upload broke off about here (${reason}): send the whole file once more`
    await rows.insertProblems(tx, id, Math.min(problems, keptProblems) + 2, [{ ...problem, reason: text }])
  })
}

/** Part by part, because a million rows at once would take longer than a statement may. */
const tidyRows = 20_000

async function tidyNext({ database }: Pick<Context, 'database'>): Promise<boolean> {
  return await database.transaction(async tx => {
    const batch = await batches.lockUntidy(tx)
    if (!batch) return false
    const left = (await rows.removeSome(tx, batch.id, tidyRows)) + (await endSome(tx, batch))
    if (left === 0) await batches.setTidy(tx, batch.id)
    return true
  })
}

async function endSome(
  tx: Sql,
  { id, state, kind, campaignId, confirmedDelivery }: LinkBatch,
): Promise<number> {
  if (state !== 'withdrawn') return 0
  if (confirmedDelivery === 0 && kind !== 'replacement') return await deliveries.deleteSome(tx, id, tidyRows)
  const revoked = await deliveries.revokeSome(tx, id, tidyRows)
  await giveBackReserved(tx, campaignId, revoked)
  return revoked.length
}
