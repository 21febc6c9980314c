import type { Bad } from './bad-money.ts'
import { addClaim } from './claim.ts'
import { at, type History, idOf, jane, no, success, token, unknown } from './history.ts'
import {
  addMany,
  attemptsOf,
  callsOf,
  depositOf,
  first,
  forged,
  linkOf,
  logOf,
  page,
  resolved,
} from './spoil.ts'

export const badRecord: readonly Bad[] = [
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
  ['I13', 'retries without a fault', withoutFaults],
  ['I13', 'waits without jitter', h => addMany(h, 20, [unknown, success])],
  ['I14', 'a slow queue', slowly, { lastFaultAt: Date.parse(at(30)) }],
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

function withoutFaults(history: History): void {
  addMany(history, 20, [{ ...unknown, status: 500 }, success])
  for (const call of history.calls) call.fault = null
}

function slowly(history: History): void {
  addMany(history, 40, [success], 2)
  for (let index = 0; index < 40; index++) depositOf(history, `many-${index}`).consentedAt = at(50)
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
