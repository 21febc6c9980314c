/**
 * What the log of a deposit says of the rows beside it in an export, its own and those of its attempts. A fact that is not
 * among them is one that the log does not hold: then nothing is proven by it, and nothing contradicted.
 */
import { createHash } from 'node:crypto'

export type Facts = Readonly<Record<string, unknown>>

type Entry = { readonly type: string; readonly detail: Facts }

export type Told = {
  readonly deposit: Facts
  /** In the order in which they were begun. */
  readonly attempts: readonly Facts[]
}

export const nothingTold: Told = { deposit: {}, attempts: [] }

export function told(before: Told, entry: Entry): Told {
  const deposit = { ...before.deposit, ...identityIn(entry), ...reasonIn(entry), ...doubtIn(entry) }
  return { deposit, attempts: attemptsAfter(before.attempts, entry) }
}

/** The first fact that the row tells otherwise, in words; null where there is none. */
export function contradiction(row: Facts, facts: Facts): string | null {
  const [field, said] = Object.entries(facts).find(([name, fact]) => row[name] !== fact) ?? []
  return field === undefined ? null : `its row says ${field} ${row[field]}, its log ${said}`
}

function identityIn({ type, detail }: Entry): Facts {
  const { requestId, amountMinor, currency, account, bodySha256 } = detail
  if (type === 'rebuilt') return { bodySha256 }
  if (type === 'consented') return { requestId, amountMinor, currency, accountHash: account, bodySha256 }
  return type === 'reconciled' && detail.was === 'unclaimed' ? forgottenIn(detail) : {}
}

/** The bytes that were sent are forgotten; this is the hash of none. */
const noBody = createHash('sha256').digest('hex')

/** Amazon may tell another amount than the link's, which is booked; an export tells that one. */
function forgottenIn({ requestId, amountMinor, currency, account, source }: Facts): Facts {
  return {
    requestId,
    bodySha256: noBody,
    inDoubt: false,
    ...(account !== null && { accountHash: account }),
    ...(source === 'export' && { amountMinor, currency }),
  }
}

const answers: ReadonlySet<string> = new Set(['deposited', 'refused', 'postponed', 'review'])

function reasonIn({ type, detail }: Entry): Facts {
  if (type === 'consented') return { reason: null }
  if (type === 'resolved' || type === 'reconciled') return { reason: type }
  return answers.has(type) ? { reason: detail.reason } : {}
}

/** Whether it was in doubt from its consent on, as after a restore, no entry says. */
function doubtIn({ type, detail }: Entry): Facts {
  if (type === 'doubted') return { inDoubt: true }
  if (type === 'cleared') return { inDoubt: false }
  const unproven = detail.applied === 'unproven' || detail.reason === noAnswer
  const stopped = type === 'review' && detail.attempt === undefined && detail.reason !== 'scenario-ended'
  return answers.has(type) && (unproven || stopped) ? { inDoubt: true } : {}
}

/** The reason where a process died with the answer. */
const noAnswer = 'no-answer-recorded'

const open = { outcome: null, applied: null, reason: null, httpStatus: null, amazonRequestId: null }
const abandoned = { ...open, outcome: 'unknown', applied: 'unproven', reason: noAnswer }

function attemptsAfter(attempts: readonly Facts[], { type, detail }: Entry): readonly Facts[] {
  const { attempt: number, outcome, applied, reason, httpStatus, amazonRequestId } = detail
  if (type === 'sending') return [...attempts, { number, ...open }]
  if (number === undefined) return attempts
  const ended = outcome === undefined ? abandoned : { outcome, applied, reason, httpStatus, amazonRequestId }
  return attempts.map(each => (each.number === number && endsAs(each, ended) ? { number, ...ended } : each))
}

/** A SUCCESS overwrites an assumed `unknown`; nothing else overwrites an outcome. */
function endsAs(attempt: Facts, ended: Facts): boolean {
  return attempt.outcome === null || ended.outcome === 'deposited'
}
