// What a world does beside the answer: money that moves although the answer says no, or no answer came at all.
// Plays on calls with a request id only: nothing else moves money.

import { type Answer, isSilent } from '../answer.ts'
import type { PlayableCall } from '../fault/playable.ts'
import type { Postponed } from '../fault/postponed.ts'
import type { World } from './world.ts'

/** The answer as this world gives it, after this world did to the call what it does to such answers. */
export function settle(world: World, postponed: Postponed, call: PlayableCall, answer: Answer): Answer {
  const [outcome = ''] = answer.outcome.split(' ')
  const status = world.httpStatus[outcome as keyof World['httpStatus']] ?? answer.status
  if (call.requestId === null || answer.applied) return { ...answer, status }
  const { lateApplySeconds } = world
  if (lateApplySeconds !== null && isSilent(answer)) {
    postponed.after(lateApplySeconds, () => call.perform())
    return { ...answer, outcome: `applied after ${lateApplySeconds} s` }
  }
  const applies =
    outcome === 'throttled' ? world.throttleApplies : world.temporaryErrorApplies && isTemporary(answer)
  return { ...answer, status, applied: applies && call.perform().applied }
}

function isTemporary({ status, outcome }: Answer): boolean {
  return status >= 500 || /^F[145]00 /.test(outcome)
}
