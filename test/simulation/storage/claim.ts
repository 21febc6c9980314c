/** No page is simulated. */
import type * as real from '../../../src/storage/claim.ts'

export const find: typeof real.find = async () => {
  throw new Error('bug: a page in the simulation')
}
