import { type Bad, load } from './bad-money.ts'
import { addClaim } from './claim.ts'
import { at, type History, idOf, jane, type Loose, no, success, token, unknown } from './history.ts'
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
  ['I11', 'no event log', /no event log/, h => h.logs.delete(idOf('plain'))],
  ['I11', 'a gap', /missing or doubled/, h => forged(h, events => events.filter((_, index) => index !== 1))],
  [
    'I11',
    'an event changed',
    /its hash is not/,
    h => forged(h, ([one = {}, ...rest]) => [{ ...one, payload: `${one.payload} ` }, ...rest]),
  ],
  ['I11', 'the last event cut off', /4 events of 5/, cutOff],
  [
    'I11',
    'an event skipped before it was chained',
    /1 attempts, 0 in its log/,
    h => logOf(h, 'plain').splice(1, 1),
  ],
  [
    'I11',
    'a move that is not allowed',
    /cannot follow/,
    h => logOf(h, 'plain').push({ type: 'refused', at: at(12), detail: {} }),
  ],
  [
    'I11',
    'another account without a refusal',
    /retried cannot follow deposited/,
    h => logOf(h, 'plain').push({ type: 'retried', at: at(12), detail: {} }),
  ],
  [
    'I11',
    'a state that the log does not tell',
    /its log ends as/,
    h => Object.assign(first(h.deposits), { state: 'review' }),
  ],
  [
    'I11',
    'a checkpoint lost',
    /does not follow the one/,
    h => h.checkpoints.push({ number: 4, deposits: 4, events: 11 }),
  ],
  [
    'I12',
    'deposited before it was',
    /before the load was applied/,
    h => h.journal.push(page('plain', 9.5, 'deposited')),
  ],
  ['I12', 'refused, though it was applied', /the load was applied/, h => h.ledger.push(load('refused'))],
  [
    'I12',
    'refused, though it was unknown',
    /before anything was decided/,
    h => h.journal.push(page('waiting', 3_595, 'refused')),
  ],
  [
    'I12',
    '"not yours" to the owner',
    /its owner read/,
    h => h.journal.push({ ...page('plain', 14, 'other-account'), account: jane }),
  ],
  [
    'I13',
    'two sends at once',
    /sent twice/,
    h => Object.assign(callsOf(h, 'doubtful')[1] ?? {}, { at: at(20.5) }),
  ],
  [
    'I13',
    'attempts that overlap',
    /began before/,
    h => Object.assign(attemptsOf(h, 'doubtful')[1] ?? {}, { startedAt: at(20.15) }),
  ],
  [
    'I13',
    'a claim sent without end',
    /12 times/,
    h => addClaim(h, 'stubborn', 50, [...Array(12).fill(unknown), success]),
  ],
  ['I13', 'retries without a fault', /at most 1\.05/, withoutFaults],
  ['I13', 'waits without jitter', /first waits differ/, h => addMany(h, 20, [unknown, success])],
  ['I14', 'a slow queue', /5 calls in ten seconds/, slowly, { lastFaultAt: Date.parse(at(30)) }],
  [
    'I15',
    'a claim token',
    /is in the export/,
    h => Object.assign(first(h.links), { externalId: token('plain') }),
  ],
  [
    'I15',
    'a token of Login with Amazon',
    /is in the export/,
    h => Object.assign(first(h.links), { externalId: 'Atza|IwEB' }),
  ],
  ['I16', 'a claimed link without a deposit', /claimed with 0/, h => h.deposits.shift()],
  ['I16', 'two deposits on one link', /claimed with 2/, h => h.deposits.push({ ...h.deposits[0] })],
  ['I16', 'a cent more', /deposit of 2501/, h => Object.assign(first(h.deposits), { amountMinor: 2_501 })],
  [
    'I16',
    'two successors',
    /2 links replace/,
    h => Object.assign(linkOf(h, 'idle'), { replacesId: idOf('refused') }),
  ],
  [
    'I16',
    'a successor of a living link',
    /neither revoked nor/,
    h => Object.assign(linkOf(h, 'second-try'), { replacesId: idOf('waiting') }),
  ],
  [
    'I16',
    'a grant that was lost',
    /5000 minor units granted/,
    h => Object.assign(first(h.campaigns), { grantedMinor: 5_000 }),
  ],
  [
    'I17',
    'a no after an unknown taken for a no',
    /may have been applied/,
    h => addClaim(h, 'bad', 50, [unknown, no]),
  ],
  [
    'I17',
    'refused on Amazon’s own trouble',
    /answered F400/,
    h => Object.assign(callsOf(h, 'refused')[0] ?? {}, { answer: 'F400 Busy' }),
  ],
  [
    'I17',
    'sent again after the window',
    /sent again in doubt/,
    h => addClaim(h, 'old', 50, [unknown, success]),
    { resendWindowMs: 1_000 },
  ],
  ['I17', 'in doubt for ever', /no person was asked/, h => addClaim(h, 'old', -90_000, [unknown])],
  ['I17', 'a doubt that is not admitted', /no clear answer/, unadmitted],
  ['I17', 'a refusal after a doubt by one person', /one person alone/, resolvedAlone],
]

function cutOff(history: History): void {
  const last = (event: Loose) => event.claimLinkId === idOf('doubtful') && event.sequence === 5
  forged(history, events => events.filter(event => !last(event)))
}

function withoutFaults(history: History): void {
  addMany(history, 20, [{ ...unknown, status: 500 }, success])
  for (const call of history.calls) Object.assign(call, { fault: null, status: call.status ?? 500 })
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
