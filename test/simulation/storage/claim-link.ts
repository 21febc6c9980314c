import type * as real from '../../../src/storage/claim-link.ts'
import { within } from '../memory-database.ts'

export const lock: typeof real.lock = (tx, id) =>
  within(tx, 'lock link', async work => {
    await work.lock('link', id)
    return work.find('link', id)
  })
