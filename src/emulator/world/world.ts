// A world: one set of answers where nobody knows Amazon's. The code that plays an answer asks the current world for
// it; what the questions are, and which answers there are, is told by question.ts.

import type { z } from 'zod'
import type { WORLD } from './question.ts'

export type World = z.output<typeof WORLD>

/** The answers that were chosen where nobody knows. */
export const ASSUMED_WORLD: World = {
  sameIdOtherAccount: 'replay',
  sameIdOtherAmount: 'replay',
  repeatAfterSuccess: 'replay',
  replayBody: 'same',
  checksBeforeReplay: 'amount',
  refusals: 'forgotten',
  idsForgottenAfterMinutes: null,
  temporaryErrorApplies: false,
  throttleApplies: false,
  lateApplySeconds: null,
  twin: 'replay',
  echo: 'full',
  mockCodeIn: 'both',
  accountTypes: 'any',
  idSeparators: 'accepted',
  realAccountLoads: true,
  httpStatus: {},
}
