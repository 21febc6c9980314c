/**
 * What an answer makes of a deposit: every state, every kind of answer, lease and doubt, against the rules written
 * down here a second time. The rules are stated one by one, not as the code states them.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canBecome, type DepositState, type Heard, stateAfter } from '../../src/domain/deposit.ts'
import type { Answer, Outcome } from '../../src/domain/outcome.ts'
import type { SendingHold } from '../../src/domain/partner-account.ts'

const states: readonly DepositState[] = ['pending', 'sending', 'deposited', 'refused', 'review']
const holds: readonly SendingHold[] = ['funds', 'contract', 'credentials', 'clock']

const answers: readonly Answer[] = [
  answer('deposited', 'yes'),
  answer('refused', 'no'),
  answer('unknown', 'unproven'),
  answer('unknown', 'no'),
  answer('unknown', 'unproven', { hold: 'echo' }),
  answer('ours', 'unproven', { throttled: true }),
  answer('ours', 'no'),
  ...holds.map(hold => answer('ours', 'no', { hold })),
]

const edges: ReadonlyArray<readonly [DepositState, DepositState]> = [
  ['pending', 'sending'],
  ['pending', 'review'],
  ['pending', 'deposited'],
  ['sending', 'pending'],
  ['sending', 'deposited'],
  ['sending', 'refused'],
  ['sending', 'review'],
  ['review', 'deposited'],
  ['review', 'refused'],
  ['refused', 'deposited'],
  ['refused', 'review'],
]

for (const from of states) {
  for (const to of states) {
    const allowed = edges.some(([start, end]) => start === from && end === to)
    test(`a ${from} deposit ${allowed ? 'can' : 'can never'} become ${to}`, () =>
      assert.equal(canBecome(from, to), allowed))
  }
}

for (const state of states) {
  test(`a ${state} deposit follows the rules for every answer, leased or late, in doubt or not`, () => {
    for (const standing of standings(state)) {
      for (const heard of answers) {
        const next = stateAfter(standing, heard)
        assert.equal(next, expected(standing, heard), JSON.stringify({ standing, heard }))
        assert.ok(next === null || canBecome(state, next), 'only by an allowed edge')
      }
    }
  })
}

test('a SUCCESS is recorded by whoever hears it, late or not, from any state but deposited', () => {
  for (const state of states) {
    for (const standing of standings(state)) {
      assert.equal(
        stateAfter(standing, answer('deposited', 'yes')),
        state === 'deposited' ? null : 'deposited',
      )
    }
  }
})

test('no single answer refuses a deposit that is in doubt', () => {
  for (const state of states) {
    for (const heard of answers) {
      for (const leased of [true, false])
        assert.notEqual(stateAfter({ state, inDoubt: true, leased }, heard), 'refused')
    }
  }
})

test('without the lease nothing but a SUCCESS moves a deposit', () => {
  for (const state of states) {
    for (const heard of answers.filter(({ outcome }) => outcome !== 'deposited')) {
      for (const inDoubt of [true, false])
        assert.equal(stateAfter({ state, inDoubt, leased: false }, heard), null)
    }
  }
})

test('what is ours to mend never leaves the queue, in doubt or not', () => {
  for (const heard of answers.filter(({ outcome }) => outcome === 'ours')) {
    for (const inDoubt of [true, false])
      assert.equal(stateAfter({ state: 'sending', inDoubt, leased: true }, heard), 'pending')
  }
})

/** The rules of recording, one after the other. */
function expected({ state, inDoubt, leased }: Heard, heard: Answer): DepositState | null {
  const final = state === 'deposited'
  if (heard.outcome === 'deposited' && !final) return 'deposited'
  const mayRecord = leased && state === 'sending'
  if (final || !mayRecord) return null
  const contradicted = heard.hold === 'echo'
  if (contradicted) return 'review'
  const definiteNo = heard.outcome === 'refused' && heard.applied === 'no'
  if (definiteNo && inDoubt) return 'review'
  if (definiteNo) return 'refused'
  return 'pending'
}

function standings(state: DepositState): Heard[] {
  return [true, false].flatMap(inDoubt => [true, false].map(leased => ({ state, inDoubt, leased })))
}

function answer(outcome: Outcome, applied: Answer['applied'], more: Partial<Answer> = {}): Answer {
  return {
    outcome,
    applied,
    reason: 'test',
    hold: null,
    throttled: false,
    httpStatus: 200,
    amazonRequestId: null,
    ...more,
  }
}
