/** Histories that look odd and break nothing. */
import type { Terms } from '../evidence.ts'
import { addClaim } from './claim.ts'
import { at, type History, idOf, john, no, noFunds, success, unknown } from './history.ts'
import { blast, linkOf, logOf, page, rebuilt, remove, resolved, type Spoiling, toReview } from './spoil.ts'

export const honest: ReadonlyArray<readonly [string, Spoiling, Partial<Terms>?]> = [
  ['exactly ten calls in every second', h => blast(h, 30, 0.1)],
  ['a doubt at a review while the run goes on', h => toReview(h, 'doubtful')],
  ['a mock code, which moves no money', mocked],
  ['a late SUCCESS after a review', lateSuccess],
  ['a rebuild while every attempt was surely not applied', rebuilt],
  ['a refusal after a doubt by two people', resolved],
  ['the old page of a claim that succeeded on another account', secondTry],
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
