// Worlds with a name each: Amazons that nobody can rule out, and that a service must survive without being told.

import type { World } from './world.ts'

export interface KnownWorld {
  readonly name: string
  readonly about: string
  /** What is different from the world that the emulator started with. */
  readonly members: Partial<World>
}

export const KNOWN_WORLDS: readonly KnownWorld[] = [
  known('replaying', 'A known request id gives its first result again, whatever else it carries', {
    sameIdOtherAccount: 'replay',
    sameIdOtherAmount: 'replay',
    repeatAfterSuccess: 'replay',
    replayBody: 'same',
  }),
  known('strict', 'A known request id with another account or amount is refused', {
    sameIdOtherAccount: 'refuse',
    sameIdOtherAmount: 'refuse',
  }),
  known('paying-errors', 'F100, F400, F500 and every 5xx come after the money was moved', {
    temporaryErrorApplies: true,
  }),
  known('forgetful', 'Request ids are forgotten after 25 hours, and then pay again', {
    idsForgottenAfterMinutes: 1500,
  }),
  known('late', 'What got no answer is applied ten minutes later', { lateApplySeconds: 600 }),
  known('one-at-a-time', 'A request id whose first call is still under way answers an error', {
    twin: 'already-running',
  }),
  known('paying-throttle', 'Rate exceeded comes after the money was moved', { throttleApplies: true }),
  known('empty-replay', 'A repeated result has an empty body', { replayBody: 'empty' }),
  known('restless-replay', 'A repeated result carries another timestamp each time', {
    replayBody: 'new-timestamp',
  }),
  known('denying', 'A load that was applied answers a definite no when it is sent again', {
    repeatAfterSuccess: 'refuse',
  }),
  known('double-paying', 'A known request id pays again when it names another account', {
    sameIdOtherAccount: 'accept',
  }),
  known('suspicious', 'Account and funds are checked before a known request id is recognised', {
    checksBeforeReplay: 'everything',
  }),
  known('unforgiving', 'A refused request id stays refused, even when funds are back', {
    refusals: 'remembered',
  }),
  known('silent', 'A success says SUCCESS and nothing else', { echo: 'none' }),
  known('mocks-only', 'No real account can be loaded, only mock codes answer', { realAccountLoads: false }),
]

function known(name: string, about: string, members: Partial<World>): KnownWorld {
  return { name, about, members }
}
