/** The checker on fabricated histories: a good one passes, and each bad one is caught under the name of its invariant. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, judge, tableOf } from './checker.ts'
import { readEvidence, type Terms, usualTerms } from './evidence.ts'
import {
  addClaim,
  at,
  emptyHistory,
  evidenceOf,
  goodHistory,
  type History,
  idOf,
  jane,
  john,
  type Loose,
  no,
  noFunds,
  requestIdOf,
  success,
  token,
  unknown,
} from './history.ts'
import type { InvariantName } from './violation.ts'

test('a good history breaks nothing and leaves nothing but liveness unchecked', () => {
  const verdicts = judge(evidenceOf(goodHistory()))
  assert.deepEqual(
    verdicts.flatMap(({ violations }) => violations),
    [],
  )
  assert.deepEqual(
    verdicts.filter(({ checked }) => checked === null).map(({ name }) => name),
    ['I14'],
  )
})

type Spoiling = (history: History) => unknown
type Case = readonly [InvariantName, string, Spoiling, Partial<Terms>?]

const bad: readonly Case[] = [
  ['I1', 'a load applied twice', h => h.ledger.push({ ...h.ledger[0], accountId: john })],
  [
    'I1',
    'two request ids for one claim',
    h => h.ledger.push({ ...h.ledger[0], requestId: `Emul2${idOf('plain')}` }),
  ],
  [
    'I2',
    'a load without a deposit',
    h => h.ledger.push({ ...h.ledger[0], requestId: requestIdOf('nobody') }),
  ],
  ['I2', 'another amount', h => Object.assign(first(h.ledger), { amount: 25.01 })],
  ['I2', 'another currency', h => Object.assign(first(h.ledger), { currency: 'EUR' })],
  ['I2', 'another account', h => Object.assign(first(h.ledger), { accountId: john })],
  ['I2', 'a call before the consent', h => Object.assign(first(h.calls), { at: at(9) })],
  [
    'I2',
    'a call in another region',
    h => Object.assign(callsOf(h, 'doubtful')[1] ?? {}, { region: 'eu-west-1' }),
  ],
  ['I3', 'an acknowledged claim that vanished', h => remove(h, 'waiting')],
  [
    'I3',
    'fewer deposits than a checkpoint counted',
    h => h.checkpoints.push({ number: 3, deposits: 5, events: 11 }),
  ],
  [
    'I3',
    'a claim that nobody cares for',
    h => addClaim(h, 'stuck', 50, [unknown]),
    { lastFaultAt: Date.parse(at(60)) },
  ],
  ['I4', 'deposited, never applied', h => h.ledger.shift()],
  ['I4', 'applied, and refused without doubt', h => h.ledger.push(load('refused'))],
  ['I4', 'applied, and in review at rest', h => toReview(h, 'doubtful'), { atRest: true }],
  ['I5', 'a new id on the wire', h => Object.assign(first(h.calls), { requestId: 'Emul1NEW' })],
  ['I5', 'other bytes', h => Object.assign(callsOf(h, 'doubtful')[1] ?? {}, { bodySha256: 'ff' })],
  [
    'I5',
    'an id that is not the claim link’s',
    h => Object.assign(first(h.deposits), { requestId: 'Emul1X' }),
  ],
  ['I5', 'a rebuild after a doubt', rebuiltInDoubt],
  ['I6', 'a call that no deposit knows', h => remove(h, 'plain')],
  ['I6', 'a call without an attempt', h => h.attempts.shift()],
  ['I6', 'an attempt written after its call', h => Object.assign(first(h.attempts), { startedAt: at(11) })],
  ['I7', 'eleven calls within a second', h => blast(h, 11, 0.09)],
  ['I7', 'two looks at the funds within a second', h => h.calls.push(fundsCall(50), fundsCall(50.9))],
  ['I8', 'more promised than the budget', h => Object.assign(first(h.campaigns), { budgetMinor: 7_000 })],
  ['I8', 'more applied than the budget', h => Object.assign(first(h.campaigns), { budgetMinor: 4_000 })],
  [
    'I8',
    'calls although the funds are out',
    h => [50, 53, 56].map(start => addClaim(h, `f${start}`, start, [noFunds])),
  ],
  ['I9', 'an acknowledgement to somebody else', h => h.journal.push({ ...h.journal[1], account: john })],
  ['I9', 'two accounts loaded', h => h.ledger.push({ ...h.ledger[0], accountId: john })],
  [
    'I9',
    'a second consent',
    h => logOf(h, 'plain').splice(1, 0, { type: 'consented', at: at(10), detail: {} }),
  ],
  [
    'I9',
    'more claims than one person may have',
    h => Object.assign(first(h.campaigns), { perPersonLimit: 1 }),
  ],
  [
    'I10',
    'a call for an unclaimed link',
    h => h.calls.push({ ...h.calls[0], requestId: requestIdOf('idle') }),
  ],
  ['I10', 'a deposit on a rehearsal', h => Object.assign(linkOf(h, 'plain'), { rehearsal: true })],
  [
    'I10',
    'a deposit by looking',
    h => Object.assign(h.journal[3] ?? {}, { kind: 'page', state: 'unclaimed' }),
  ],
  ['I10', 'a log that does not begin with a consent', h => logOf(h, 'plain').shift()],
  ['I11', 'no event log', h => h.logs.delete(idOf('plain'))],
  ['I11', 'a gap', h => forged(h, events => events.filter((_, index) => index !== 1))],
  [
    'I11',
    'an event changed',
    h => forged(h, ([one = {}, ...rest]) => [{ ...one, payload: `${one.payload} ` }, ...rest]),
  ],
  ['I11', 'the last event cut off', h => forged(h, events => events.slice(0, -1))],
  ['I11', 'an event skipped before it was chained', h => logOf(h, 'plain').splice(1, 1)],
  [
    'I11',
    'a move that is not allowed',
    h => logOf(h, 'plain').push({ type: 'refused', at: at(12), detail: {} }),
  ],
  ['I11', 'a state that the log does not tell', h => Object.assign(first(h.deposits), { state: 'review' })],
  ['I11', 'a checkpoint lost', h => h.checkpoints.push({ number: 4, deposits: 4, events: 11 })],
  ['I12', 'deposited before it was', h => h.journal.push(page('plain', 9.5, 'deposited'))],
  ['I12', 'refused, though it was applied', h => h.journal.push(page('doubtful', 24, 'refused'))],
  ['I12', 'refused, though it was unknown', h => h.journal.push(page('waiting', 3_595, 'refused'))],
  [
    'I12',
    '"not yours" to the owner',
    h => h.journal.push({ ...page('plain', 14, 'other-account'), account: jane }),
  ],
  ['I13', 'two sends at once', h => Object.assign(callsOf(h, 'doubtful')[1] ?? {}, { at: at(20.5) })],
  [
    'I13',
    'attempts that overlap',
    h => Object.assign(attemptsOf(h, 'doubtful')[1] ?? {}, { startedAt: at(20.15) }),
  ],
  [
    'I13',
    'a claim sent without end',
    h => addClaim(h, 'stubborn', 50, [...Array(12).fill(unknown), success]),
  ],
  [
    'I13',
    'retries without a fault',
    h => many(h, 20, start => [{ ...unknown, status: 500 }, success, start]),
  ],
  ['I13', 'waits without jitter', h => many(h, 20, () => [unknown, success])],
  ['I14', 'a slow queue', h => many(h, 40, () => [success], 2), { lastFaultAt: Date.parse(at(30)) }],
  ['I15', 'a claim token', h => Object.assign(first(h.links), { externalId: token('plain') })],
  ['I15', 'a token of Login with Amazon', h => Object.assign(first(h.links), { externalId: 'Atza|IwEB' })],
  ['I16', 'a claimed link without a deposit', h => h.deposits.shift()],
  ['I16', 'two deposits on one link', h => h.deposits.push({ ...h.deposits[0] })],
  ['I16', 'a cent more', h => Object.assign(first(h.deposits), { amountMinor: 2_501 })],
  ['I16', 'two successors', h => Object.assign(linkOf(h, 'idle'), { replacesId: idOf('refused') })],
  [
    'I16',
    'a successor of a living link',
    h => Object.assign(linkOf(h, 'second-try'), { replacesId: idOf('waiting') }),
  ],
  ['I16', 'a grant that was lost', h => Object.assign(first(h.campaigns), { grantedMinor: 5_000 })],
  ['I17', 'a no after an unknown taken for a no', h => addClaim(h, 'bad', 50, [unknown, no])],
  [
    'I17',
    'refused on Amazon’s own trouble',
    h => Object.assign(callsOf(h, 'refused')[0] ?? {}, { answer: 'F400 Busy' }),
  ],
  [
    'I17',
    'sent again after the window',
    h => addClaim(h, 'old', 50, [unknown, success]),
    { resendWindowMs: 1_000 },
  ],
  ['I17', 'in doubt for ever', h => addClaim(h, 'old', -90_000, [unknown])],
  ['I17', 'a doubt that is not admitted', unadmitted],
  ['I17', 'a refusal after a doubt by one person', resolvedAlone],
]

for (const [name, what, spoil, terms] of bad) {
  test(`${name} names ${what}`, () => {
    const history = goodHistory()
    spoil(history)
    const found = check(evidenceOf(history, terms))
    assert.ok(
      found.some(({ invariant }) => invariant === name),
      `found ${JSON.stringify(found)}`,
    )
  })
}

test('every invariant has a bad history', () => {
  const named = new Set(bad.map(([name]) => name))
  assert.equal(named.size, 17)
})

const honest: ReadonlyArray<readonly [string, Spoiling, Partial<Terms>?]> = [
  ['exactly ten calls in every second', h => blast(h, 30, 0.1)],
  ['a doubt at a review while the run goes on', h => toReview(h, 'doubtful')],
  ['a mock code, which moves no money', mocked],
  ['a late SUCCESS after a review', lateSuccess],
  ['a rebuild while every attempt was surely not applied', rebuilt],
  ['a refusal after a doubt by two people', resolved],
  [
    'a call that never left',
    h =>
      addClaim(h, 'unsent', 50, [{ ...unknown, applied: 'no' }, no]) === undefined && h.calls.splice(-2, 1),
  ],
]

for (const [what, spoil, terms] of honest) {
  test(`the checker leaves alone ${what}`, () => {
    const history = goodHistory()
    spoil(history)
    assert.deepEqual(check(evidenceOf(history, terms)), [])
  })
}

test('what has no input is not checked, and says so', () => {
  const verdicts = judge(readEvidence({ export: '' }, { ...usualTerms, takenAt: 0 }))
  assert.equal(verdicts.filter(({ checked }) => checked === null).length, 17)
  assert.equal(tableOf(verdicts).match(/not checked/g)?.length, 17)
})

test('an empty campaign with nothing to say passes', () => {
  assert.deepEqual(check(evidenceOf(emptyHistory())), [])
})

function first(rows: readonly Loose[]): Loose {
  return rows[0] ?? assert.fail('no row to spoil')
}

function linkOf({ links }: History, name: string): Loose {
  return first(links.filter(link => link.claimLinkId === idOf(name)))
}

function depositOf({ deposits }: History, name: string): Loose {
  return first(deposits.filter(deposit => deposit.claimLinkId === idOf(name)))
}

function callsOf({ calls }: History, name: string): Loose[] {
  return calls.filter(call => call.requestId === requestIdOf(name))
}

function attemptsOf({ attempts }: History, name: string): Loose[] {
  return attempts.filter(attempt => attempt.claimLinkId === idOf(name))
}

function logOf({ logs }: History, name: string) {
  return logs.get(idOf(name)) ?? assert.fail('no log to spoil')
}

function remove(history: History, name: string): void {
  history.deposits = history.deposits.filter(deposit => deposit.claimLinkId !== idOf(name))
}

function forged(history: History, forge: History['forge']): void {
  history.forge = forge
}

function load(name: string): Loose {
  return { requestId: requestIdOf(name), accountId: jane, amount: 25, currency: 'USD', appliedAt: at(31) }
}

function page(name: string, seconds: number, state: string): Loose {
  return { at: at(seconds), claimLinkId: idOf(name), account: null, kind: 'page', state }
}

function fundsCall(seconds: number): Loose {
  return {
    at: at(seconds),
    operation: 'GetAvailableFunds',
    requestId: null,
    status: 200,
    answer: 'SUCCESS',
    fault: null,
  }
}

function blast(history: History, count: number, apart: number): void {
  for (let index = 0; index < count; index++)
    addClaim(history, `blast-${index}`, 200 + apart * index, [success])
}

function many(history: History, count: number, answers: (start: number) => unknown[], apart = 0.2): void {
  for (let index = 0; index < count; index++) {
    const given = answers(0).filter(answer => typeof answer === 'object') as (typeof success)[]
    addClaim(history, `many-${index}`, 60 + apart * index, given)
    if (apart > 1) depositOf(history, `many-${index}`).consentedAt = at(50)
  }
  if (apart === 0.2) for (const call of history.calls) call.fault = null
}

function toReview(history: History, name: string): void {
  Object.assign(depositOf(history, name), { state: 'review' })
  Object.assign(logOf(history, name).at(-1) ?? {}, { type: 'review' })
  Object.assign(attemptsOf(history, name)[1] ?? {}, { outcome: 'refused', applied: 'no' })
}

function lateSuccess(history: History): void {
  logOf(history, 'doubtful').splice(4, 0, { type: 'review', at: at(22.15), detail: {} })
}

function mocked(history: History): void {
  addClaim(history, 'mocked', 50, [success])
  Object.assign(linkOf(history, 'mocked'), { mockCode: 'F0000' })
  Object.assign(history.calls.at(-1) ?? {}, { requestId: 'F0000', applied: false })
  history.ledger.pop()
}

function rebuilt(history: History): void {
  addClaim(history, 'rebuilt', 150, [{ ...noFunds, answer: 'F300 AccessDenied' }, success])
  logOf(history, 'rebuilt').splice(3, 0, { type: 'rebuilt', at: at(151), detail: {} })
  const [old] = callsOf(history, 'rebuilt')
  Object.assign(old ?? {}, { bodySha256: 'ff' })
}

function rebuiltInDoubt(history: History): void {
  rebuilt(history)
  Object.assign(attemptsOf(history, 'rebuilt')[0] ?? {}, { outcome: 'unknown', applied: 'unproven' })
}

function resolved(history: History): void {
  addClaim(history, 'resolved', 50, [unknown, no])
  Object.assign(depositOf(history, 'resolved'), { state: 'refused' })
  Object.assign(logOf(history, 'resolved').at(-1) ?? {}, { type: 'review' })
  logOf(history, 'resolved').push({ type: 'proposed', at: at(59), detail: { as: 'refused' } })
  logOf(history, 'resolved').push({ type: 'resolved', at: at(60), detail: { as: 'refused' } })
}

function resolvedAlone(history: History): void {
  resolved(history)
  logOf(history, 'resolved').splice(-2, 1)
}

function unadmitted(history: History): void {
  addClaim(history, 'bold', 50, [unknown])
  Object.assign(depositOf(history, 'bold'), { inDoubt: false })
  Object.assign(attemptsOf(history, 'bold')[0] ?? {}, { applied: 'no' })
}
