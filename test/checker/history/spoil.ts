/** What a test spoils in a history: one row that is found, or one turn that a claim takes. */
import assert from 'node:assert/strict'
import { addClaim } from './claim.ts'
import {
  type Answer,
  at,
  type History,
  idOf,
  type Loose,
  no,
  noFunds,
  requestIdOf,
  success,
  type Told,
  unknown,
} from './history.ts'

export type Spoiling = (history: History) => unknown

export function first(rows: readonly Loose[]): Loose {
  return rows[0] ?? assert.fail('no row to spoil')
}

export function linkOf({ links }: History, name: string): Loose {
  return first(links.filter(link => link.claimLinkId === idOf(name)))
}

export function depositOf({ deposits }: History, name: string): Loose {
  return first(deposits.filter(deposit => deposit.claimLinkId === idOf(name)))
}

export function callsOf({ calls }: History, name: string): Loose[] {
  return calls.filter(call => call.requestId === requestIdOf(name))
}

export function attemptsOf({ attempts }: History, name: string): Loose[] {
  return attempts.filter(attempt => attempt.claimLinkId === idOf(name))
}

export function logOf({ logs }: History, name: string): Told[] {
  return logs.get(idOf(name)) ?? assert.fail('no log to spoil')
}

export function remove(history: History, name: string): void {
  history.deposits = history.deposits.filter(deposit => deposit.claimLinkId !== idOf(name))
}

export function forged(history: History, forge: History['forge']): void {
  history.forge = forge
}

export function blast(history: History, count: number, apart: number): void {
  for (let index = 0; index < count; index++)
    addClaim(history, `blast-${index}`, 200 + apart * index, [success])
}

/** Forty claims would be a crowd: `apart` seconds between two of them, all answered alike. */
export function addMany(history: History, count: number, answers: readonly Answer[], apart = 0.2): void {
  for (let index = 0; index < count; index++) addClaim(history, `many-${index}`, 60 + apart * index, answers)
}

export function page(name: string, seconds: number, state: string): Loose {
  return { at: at(seconds), claimLinkId: idOf(name), account: null, kind: 'page', state }
}

export function toReview(history: History, name: string): void {
  Object.assign(depositOf(history, name), { state: 'review' })
  Object.assign(logOf(history, name).at(-1) ?? {}, { type: 'review' })
  Object.assign(attemptsOf(history, name)[1] ?? {}, { outcome: 'refused', applied: 'no' })
}

export function rebuilt(history: History): void {
  addClaim(history, 'rebuilt', 150, [{ ...noFunds, answer: 'F300 AccessDenied' }, success])
  logOf(history, 'rebuilt').splice(3, 0, { type: 'rebuilt', at: at(151), detail: {} })
  const [old] = callsOf(history, 'rebuilt')
  Object.assign(old ?? {}, { bodySha256: 'ff' })
}

export function resolved(history: History): void {
  addClaim(history, 'resolved', 50, [unknown, no])
  Object.assign(depositOf(history, 'resolved'), { state: 'refused' })
  Object.assign(logOf(history, 'resolved').at(-1) ?? {}, { type: 'review' })
  logOf(history, 'resolved').push({ type: 'proposed', at: at(59), detail: { as: 'refused' } })
  logOf(history, 'resolved').push({ type: 'resolved', at: at(60), detail: { as: 'refused' } })
}
