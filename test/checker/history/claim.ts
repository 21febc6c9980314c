/** A good history, whose rows a test spoils one at a time before the checker sees them. */
import { createHash } from 'node:crypto'
import {
  type Answer,
  at,
  emptyHistory,
  type History,
  idOf,
  jane,
  john,
  type Loose,
  no,
  requestIdOf,
  success,
  token,
  unknown,
} from './history.ts'

export function addLink(history: History, name: string, more: Loose = {}): void {
  history.links.push({
    claimLinkId: idOf(name),
    campaignId: 'SPRING',
    partnerAccount: 'default',
    amountMinor: 2500,
    currency: 'USD',
    rehearsal: false,
    mockCode: null,
    state: 'unclaimed',
    replacesId: null,
    ...more,
  })
}

/** A claim that was consented to at `start` and sent every two seconds until the answers are used up. */
export function addClaim(
  history: History,
  name: string,
  start: number,
  answers: readonly Answer[],
  account = jane,
): void {
  const claimLinkId = idOf(name)
  addLink(history, name, { state: 'claimed' })
  const bodySha256 = createHash('sha256').update(name).digest('hex')
  history.logs.set(claimLinkId, [{ type: 'consented', at: at(start), detail: {} }])
  for (const [index, answer] of answers.entries())
    send(history, name, start + 0.1 + 2 * index, answer, account)
  const last = answers.at(-1)
  const state = { deposited: 'deposited', refused: 'refused' }[last?.outcome ?? ''] ?? 'pending'
  history.deposits.push({
    claimLinkId,
    campaignId: 'SPRING',
    partnerAccount: 'default',
    marketplace: 'US',
    requestId: requestIdOf(name),
    accountId: account,
    accountHash: createHash('sha256').update(account).digest('hex'),
    bodySha256,
    amountMinor: 2500,
    currency: 'USD',
    state,
    inDoubt: answers.some(({ outcome }) => outcome === 'unknown'),
    attempts: answers.length,
    consentedAt: at(start),
    firstSentAt: answers.length > 0 ? at(start + 0.1) : null,
    decidedAt: state === 'pending' ? null : at(start + 0.2 + 2 * (answers.length - 1)),
  })
  const campaign = history.campaigns[0]
  if (campaign) campaign.grantedMinor = Number(campaign.grantedMinor) + 2500
  history.journal.push(
    {
      at: at(start - 1),
      claimUrl: `https://claims.example/c/${token(name)}`,
      account: null,
      kind: 'page',
      state: 'unclaimed',
    },
    { at: at(start), claimLinkId, account, kind: 'press', state: 'unclaimed' },
    {
      at: at(start + 0.05),
      claimUrl: `https://claims.example/c/${token(name)}`,
      account,
      kind: 'ack',
      state: 'waiting',
    },
  )
}

function send(history: History, name: string, seconds: number, answer: Answer, account: string): void {
  const claimLinkId = idOf(name)
  const log = history.logs.get(claimLinkId) ?? []
  const number = log.filter(({ type }) => type === 'sending').length + 1
  const type = { deposited: 'deposited', refused: 'refused' }[answer.outcome] ?? 'postponed'
  log.push(
    { type: 'sending', at: at(seconds), detail: { attempt: number } },
    { type, at: at(seconds + 0.1), detail: {} },
  )
  history.attempts.push({
    claimLinkId,
    number,
    startedAt: at(seconds),
    finishedAt: at(seconds + 0.1),
    outcome: answer.outcome,
    applied: answer.applied,
    httpStatus: answer.status,
  })
  history.calls.push({
    at: at(seconds + 0.02),
    operation: 'LoadAmazonBalance',
    requestId: requestIdOf(name),
    bodySha256: createHash('sha256').update(name).digest('hex'),
    host: 'localhost:3001',
    region: 'us-east-1',
    status: answer.status,
    answer: answer.answer,
    applied: answer.applied === 'yes',
    fault: answer.applied === 'unproven' ? 'cut' : null,
  })
  if (answer.applied !== 'yes') return
  const load = {
    requestId: requestIdOf(name),
    accountId: account,
    amount: 25,
    currency: 'USD',
    appliedAt: at(seconds + 0.02),
  }
  history.ledger.push(load)
}

/** Deposited at once, deposited after a doubt, refused and replaced, just consented, revoked, a rehearsal, and idle. */
export function goodHistory(): History {
  const history = emptyHistory()
  addClaim(history, 'plain', 10, [success])
  addClaim(history, 'doubtful', 20, [unknown, success], john)
  addClaim(history, 'refused', 30, [no])
  addLink(history, 'second-try', { replacesId: idOf('refused') })
  addClaim(history, 'waiting', 3_590, [])
  addLink(history, 'revoked', { state: 'revoked' })
  addLink(history, 'rehearsal', { rehearsal: true })
  addLink(history, 'idle')
  history.checkpoints.push({ number: 1, deposits: 1, events: 3 }, { number: 2, deposits: 4, events: 11 })
  history.journal.push(
    { at: at(12), claimLinkId: idOf('plain'), account: jane, kind: 'page', state: 'deposited' },
    { at: at(13), claimLinkId: idOf('plain'), account: john, kind: 'page', state: 'other-account' },
    { at: at(32), claimLinkId: idOf('refused'), account: jane, kind: 'page', state: 'refused' },
  )
  return history
}
