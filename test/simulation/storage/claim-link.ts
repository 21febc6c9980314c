import type * as real from '../../../src/storage/claim-link.ts'
import { within } from '../memory-database.ts'

export const lock: typeof real.lock = (tx, id) =>
  within(tx, 'lock link', async work => {
    await work.lock('link', id)
    return work.find('link', id)
  })

/** No link of the simulation is ever replaced. */
export const lockSuccessor: typeof real.lockSuccessor = async () => undefined

export const findByPrefix: typeof real.findByPrefix = (sql, prefix) =>
  within(sql, 'find link', work => work.list('link').filter(({ id }) => id.startsWith(prefix)))

/** No link of the simulation is ever replaced. */
export const chain: typeof real.chain = (sql, id) =>
  within(sql, 'find chain', work => {
    const link = work.find('link', id)
    return link ? [{ ...link, depositState: work.find('deposit', id)?.state ?? null }] : []
  })
