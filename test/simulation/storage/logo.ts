/** No campaign is made or shown in the simulation. */
import type * as real from '../../../src/storage/logo.ts'

export const find: typeof real.find = async () => {
  throw new Error('bug: a logo in the simulation')
}
