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

/** The invariant, what is wrong, words of the violation, and how to make it so. */
export type Bad = readonly [InvariantName, string, RegExp, Spoiling, Partial<Terms>?]

export const badMoney: readonly Bad[] = [
  ['I1', 'a load applied twice', /applied 2 loads/, h => h.ledger.push({ ...h.ledger[0], accountId: john })],
  [
    'I1',
    'two request ids for one claim',
    /applied 2 loads/,
    h => h.ledger.push({ ...h.ledger[0], requestId: `Emul2${idOf('plain')}` }),
  ],
  [
    'I2',
    'a load without a deposit',
    /has 0 deposits/,
    h => h.ledger.push({ ...h.ledger[0], requestId: requestIdOf('nobody') }),
  ],
  ['I2', 'another amount', /applied 2501/, h => Object.assign(first(h.ledger), { amount: 25.01 })],
  ['I2', 'another currency', /applied in EUR/, h => Object.assign(first(h.ledger), { currency: 'EUR' })],
  [
    'I2',
    'another account',
    /another Amazon account/,
    h => Object.assign(first(h.ledger), { accountId: john }),
  ],
  [
    'I2',
    'a call before the consent',
    /before the consent/,
    h => Object.assign(first(h.calls), { at: at(9) }),
  ],
  [
    'I2',
    'a call in another region',
    /2 endpoints or regions/,
    h => Object.assign(callsOf(h, 'doubtful')[1] ?? {}, { region: 'eu-west-1' }),
  ],
  ['I3', 'an acknowledged claim that vanished', /no deposit in the export/, h => remove(h, 'waiting')],
  [
    'I3',
    'fewer deposits than a checkpoint counted',
    /counts more/,
    h => h.checkpoints.push({ number: 3, deposits: 5, events: 11 }),
  ],
  [
    'I3',
    'a claim that nobody cares for',
    /still pending/,
    h => addClaim(h, 'stuck', 50, [unknown]),
    { lastFaultAt: Date.parse(at(60)) },
  ],
  ['I4', 'deposited, never applied', /never applied/, h => h.ledger.shift()],
  ['I4', 'applied, and refused without doubt', /refused without doubt/, h => h.ledger.push(load('refused'))],
  ['I4', 'applied, and in review at rest', /at rest/, h => toReview(h, 'doubtful'), { atRest: true }],
  [
    'I5',
    'a new id on the wire',
    /derived from no claim link/,
    h => Object.assign(first(h.calls), { requestId: 'Emul1NEW' }),
  ],
  [
    'I5',
    'other bytes',
    /2 bodies on the wire/,
    h => Object.assign(callsOf(h, 'doubtful')[1] ?? {}, { bodySha256: 'ff' }),
  ],
  [
    'I5',
    'an id that is not the claim link’s',
    /is not derived/,
    h => Object.assign(first(h.deposits), { requestId: 'Emul1X' }),
  ],
  ['I5', 'a rebuild after a doubt', /rebuilt although/, rebuiltInDoubt],
  ['I6', 'a call that no deposit knows', /in no deposit/, h => remove(h, 'plain')],
  ['I6', 'a call without an attempt', /no attempt was on record/, h => h.attempts.shift()],
  [
    'I6',
    'an attempt written after its call',
    /no attempt was on record/,
    h => Object.assign(first(h.attempts), { startedAt: at(11) }),
  ],
  ['I7', 'eleven calls within a second', /11 calls/, h => blast(h, 11, 0.09)],
  [
    'I7',
    'two looks at the funds within a second',
    /2 calls of GetAvailableFunds/,
    h => h.calls.push(fundsCall(50), fundsCall(50.9)),
  ],
  [
    'I8',
    'more promised than the budget',
    /7500 promised/,
    h => Object.assign(first(h.campaigns), { budgetMinor: 7_000 }),
  ],
  [
    'I8',
    'more applied than the budget',
    /5000 applied/,
    h => Object.assign(first(h.campaigns), { budgetMinor: 4_000 }),
  ],
  [
    'I8',
    'calls although the funds are out',
    /after a probe/,
    h => [50, 53, 56].map(start => addClaim(h, `f${start}`, start, [noFunds])),
  ],
  [
    'I9',
    'an acknowledgement to somebody else',
    /acknowledged to another/,
    h => h.journal.push({ ...h.journal[2], account: john }),
  ],
  ['I9', 'two accounts loaded', /2 Amazon accounts/, h => h.ledger.push({ ...h.ledger[0], accountId: john })],
  [
    'I9',
    'a second consent',
    /2 consents/,
    h => logOf(h, 'plain').splice(1, 0, { type: 'consented', at: at(10), detail: {} }),
  ],
  [
    'I9',
    'more claims than one person may have',
    /the limit is 1/,
    h => Object.assign(first(h.campaigns), { perPersonLimit: 1 }),
  ],
  [
    'I10',
    'a call for an unclaimed link',
    /unclaimed/,
    h => h.calls.push({ ...h.calls[0], requestId: requestIdOf('idle') }),
  ],
  [
    'I10',
    'a deposit on a rehearsal',
    /has a deposit/,
    h => Object.assign(linkOf(h, 'plain'), { rehearsal: true }),
  ],
  ['I10', 'a deposit by looking', /only looked at/, onlyLooked],
  ['I10', 'a log that does not begin with a consent', /begins with sending/, h => logOf(h, 'plain').shift()],
]

export function load(name: string): Loose {
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
