import { type ChainedEntry, type ChainHead, chainStart } from '../../../src/domain/deposit-event.ts'
import type * as real from '../../../src/storage/deposit-event.ts'
import { within } from '../memory-database.ts'
import type { DepositRow } from '../tables.ts'

export const append: typeof real.append = (tx, claimLinkId, type, detail) =>
  within(tx, `append ${type}`, async work => {
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    if (!row) throw new Error(`bug: an event for claim link ${claimLinkId}, which has no deposit`)
    work.put('deposit', claimLinkId, {
      ...row,
      events: [...row.events, type === 'resolved' ? `resolved as ${detail.as}` : type],
    })
  })

export const isSince: typeof real.isSince = (sql, claimLinkId, type, since) =>
  within(sql, `is ${type} since ${since}`, work => {
    const events = work.find('deposit', claimLinkId)?.events ?? []
    return events.lastIndexOf(type) > events.lastIndexOf(since)
  })

/** Of the log only the types of its entries are kept. */
export function headOf(row: DepositRow, nowMs: number): ChainHead {
  return { events: row.events.length, chainHead: chainStart, at: new Date(nowMs) }
}

export function typeOf({ payload }: ChainedEntry): string {
  return JSON.parse(payload).type
}
