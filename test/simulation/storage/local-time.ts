/** Nobody makes a campaign in the simulation. */
import type * as real from '../../../src/storage/local-time.ts'

export const localTime: typeof real.localTime = async () => {
  throw new Error('bug: a local time in the simulation')
}
