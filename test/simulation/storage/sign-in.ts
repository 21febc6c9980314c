/** No rehearsal is simulated. */
import type * as real from '../../../src/storage/sign-in.ts'

export const rehearse: typeof real.rehearse = async () => {
  throw new Error('bug: a rehearsal in the simulation')
}
