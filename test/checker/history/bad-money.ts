/** Histories that break I1 to I10: whose money it is, how much, how fast, and who asked for it. */
import type { Terms } from '../evidence.ts'
import type { InvariantName } from '../violation.ts'
import { addClaim } from './claim.ts'
import {
  at,
  type History,
  idOf,
  jane,
  john,
  type Loose,
  noFunds,
  requestIdOf,
  token,
  unknown,
} from './history.ts'
import {
  attemptsOf,
  blast,
  callsOf,
  first,
  linkOf,
  logOf,
  rebuilt,
  remove,
  type Spoiling,
  toReview,
} from './spoil.ts'

export type Bad = readonly [InvariantName, string, Spoiling, Partial<Terms>?]

export const badMoney: readonly Bad[] = [
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
  ['I9', 'an acknowledgement to somebody else', h => h.journal.push({ ...h.journal[2], account: john })],
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
  ['I10', 'a deposit by looking', onlyLooked],
  ['I10', 'a log that does not begin with a consent', h => logOf(h, 'plain').shift()],
]

function load(name: string): Loose {
  return { requestId: requestIdOf(name), accountId: jane, amount: 25, currency: 'USD', appliedAt: at(31) }
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

function rebuiltInDoubt(history: History): void {
  rebuilt(history)
  Object.assign(attemptsOf(history, 'rebuilt')[0] ?? {}, { outcome: 'unknown', applied: 'unproven' })
}

function onlyLooked(history: History): void {
  history.journal = history.journal.filter(
    ({ kind, claimLinkId, claimUrl }) => kind === 'page' || ![claimLinkId, claimUrl].some(isPlain),
  )
}

function isPlain(named: unknown): boolean {
  return named === idOf('plain') || String(named).endsWith(token('plain'))
}
