/** Histories that look odd and break nothing. */
import type { Terms } from '../evidence.ts'
import { load } from './bad-money.ts'
import { addClaim } from './claim.ts'
import { at, type History, idOf, john, no, noFunds, success, unknown } from './history.ts'
import {
  blast,
  depositOf,
  linkOf,
  logOf,
  page,
  rebuilt,
  remove,
  resolved,
  type Spoiling,
  toReview,
} from './spoil.ts'

export const honest: ReadonlyArray<readonly [string, Spoiling, Partial<Terms>?]> = [
  ['exactly ten calls in every second', h => blast(h, 30, 0.1)],
  ['a doubt at a review while the run goes on', h => toReview(h, 'doubtful')],
  ['a mock code, which moves no money', mocked],
  ['a late SUCCESS after a review', lateSuccess],
  ['a rebuild while every attempt was surely not applied', rebuilt],
  ['a refusal after a doubt by two people', resolved],
  ['the old page of a claim that succeeded on another account', secondTry],
  ['a refusal that was retried on another account', retried],
  ['a SUCCESS that came late for a refusal that was retried', paidAfterRetry],
  ['a review of a refusal that was retried', reviewAfterRetry],
  ['bad keys before a refusal', badKeys],
  ['a call that never left', unsent],
]

function secondTry(history: History): void {
  remove(history, 'second-try')
  history.links = history.links.filter(link => link.claimLinkId !== idOf('second-try'))
  addClaim(history, 'second-try', 150, [success], john)
  Object.assign(linkOf(history, 'second-try'), { replacesId: idOf('refused') })
  history.journal.push(page('refused', 160, 'deposited'))
}

/** What the engine writes on the refused one when its successor is made. */
function retried(history: History): void {
  secondTry(history)
  tellRetried(history)
}

function tellRetried(history: History): void {
  const detail = { successor: idOf('second-try') }
  logOf(history, 'refused').push({ type: 'retried', at: at(40), detail })
}

/** Nobody had claimed the successor yet: it is revoked, and what was refused is deposited; nobody read of the refusal. */
function paidAfterRetry(history: History): void {
  history.journal = history.journal.filter(({ state }) => state !== 'refused')
  tellRetried(history)
  Object.assign(linkOf(history, 'second-try'), { state: 'revoked' })
  logOf(history, 'refused').push({ type: 'reconciled', at: at(60), detail: {} })
  Object.assign(depositOf(history, 'refused'), { state: 'deposited', decidedAt: at(60) })
  history.ledger.push({ ...load('refused'), appliedAt: at(50) })
}

/** Amazon's records tell of another amount than was consented to; two people find that it was not paid. */
function reviewAfterRetry(history: History): void {
  retried(history)
  const log = logOf(history, 'refused')
  log.push({ type: 'review', at: at(170), detail: { reason: 'amazon-knows-otherwise', was: 'refused' } })
  log.push({ type: 'proposed', at: at(180), detail: { as: 'refused' } })
  log.push({ type: 'resolved', at: at(190), detail: { as: 'refused' } })
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

function badKeys(history: History): void {
  addClaim(history, 'keys', 50, [{ ...noFunds, status: 403, answer: '403 mismatch' }, no])
}

function unsent(history: History): void {
  addClaim(history, 'unsent', 50, [{ ...unknown, applied: 'no' }, no])
  history.calls.splice(-2, 1)
}
