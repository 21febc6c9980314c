import type * as real from '../../../src/storage/deposit-event.ts'
import { within } from '../memory-database.ts'

export const append: typeof real.append = (tx, claimLinkId, type) =>
  within(tx, `append ${type}`, async work => {
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    if (!row) throw new Error(`bug: an event for claim link ${claimLinkId}, which has no deposit`)
    work.put('deposit', claimLinkId, { ...row, events: [...row.events, type] })
  })
