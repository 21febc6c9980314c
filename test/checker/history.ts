/** Fabricated histories: a good one, whose rows a test spoils one at a time before the checker sees them. */
import { createHash } from 'node:crypto'
import { claimLinkIdOf } from './claim-url.ts'
import { type Evidence, readEvidence, type Terms, usualTerms } from './evidence.ts'

/** A row as anybody may spoil it. */
export type Loose = Record<string, unknown>
export type Told = { type: string; at: string; detail: Loose }

export type History = {
  ledger: Loose[]
  calls: Loose[]
  links: Loose[]
  deposits: Loose[]
  attempts: Loose[]
  campaigns: Loose[]
  checkpoints: Loose[]
  journal: Loose[]
  logs: Map<string, Told[]>
  /** Changes the chained events, as a forger would. */
  forge: (events: Loose[]) => Loose[]
}

export const jane = 'amzn1.account.AEJANE'
export const john = 'amzn1.account.AEJOHN'

/** Seconds after the history begins. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + Math.round(seconds * 1_000)).toISOString()
}

export const token = (name: string) => `${name}-token-of-twenty-two-letters`
export const idOf = (name: string) => claimLinkIdOf(`https://claims.example/c/${token(name)}`)
export const requestIdOf = (name: string) => `Emul1${idOf(name)}`

type Answer = { outcome: string; applied: string; status: number | null; answer: string | null }
export const success: Answer = { outcome: 'deposited', applied: 'yes', status: 200, answer: 'SUCCESS' }
export const unknown: Answer = { outcome: 'unknown', applied: 'unproven', status: null, answer: null }
export const no: Answer = { outcome: 'refused', applied: 'no', status: 400, answer: 'F200 MaxAmountExceeded' }
export const noFunds: Answer = {
  outcome: 'ours',
  applied: 'no',
  status: 400,
  answer: 'F300 InsufficientFunds',
}

export function emptyHistory(): History {
  return {
    ledger: [],
    calls: [],
    links: [],
    deposits: [],
    attempts: [],
    campaigns: [
      {
        id: 'SPRING',
        state: 'live',
        amountMinor: 2500,
        budgetMinor: 10_000_000,
        grantedMinor: 0,
        perPersonLimit: 100,
      },
    ],
    checkpoints: [],
    journal: [],
    logs: new Map(),
    forge: events => events,
  }
}

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

/** What the checker reads of it, an hour after it began unless `terms` says otherwise. */
export function evidenceOf(history: History, terms: Partial<Terms> = {}): Evidence {
  return readEvidence(textsOf(history), { ...usualTerms, takenAt: Date.parse(at(3_600)), ...terms })
}

/** The files that the emulator, the service and a load generator would leave of it. */
export function textsOf(history: History) {
  const events = history.forge([...history.logs].flatMap(([id, log]) => chained(history, id, log)))
  const typed = (type: string, rows: readonly Loose[]) => rows.map(row => ({ type, ...row }))
  const rows = [
    ...typed('claim-link', history.links),
    ...typed('deposit', history.deposits),
    ...typed('attempt', history.attempts),
    ...typed('event', events),
    ...typed('campaign', history.campaigns),
    ...typed('checkpoint', history.checkpoints),
  ]
  return {
    export: ndjson(rows),
    ledger: ndjson(history.ledger),
    calls: ndjson(history.calls),
    journal: ndjson(history.journal),
  }
}

/** The events of one deposit, whose row learns their count and the last hash unless a test said otherwise. */
function chained({ deposits }: History, claimLinkId: string, log: readonly Told[]): Loose[] {
  let previousHash = '00'.repeat(32)
  const rows = log.map(({ type, at, detail }, index) => {
    const payload = JSON.stringify({ claimLinkId, sequence: index + 1, type, at, detail })
    const hash = createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(payload).digest('hex')
    const row = { claimLinkId, sequence: index + 1, payload, previousHash, hash, checkpoint: null }
    previousHash = hash
    return row
  })
  const deposit = deposits.find(row => row.claimLinkId === claimLinkId)
  if (deposit) Object.assign(deposit, { events: rows.length, chainHead: previousHash, ...deposit })
  return rows
}

function ndjson(rows: readonly Loose[]): string {
  return rows.map(row => JSON.stringify(row)).join('\n')
}
