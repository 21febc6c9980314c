/**
 * A deposit: the one payment of a claim link, under one request id for life. This file decides what an answer
 * makes of it; services send and record, storage guards.
 */
import type { Answer } from './outcome.ts'

export const depositStates = ['pending', 'sending', 'deposited', 'refused', 'review'] as const
export type DepositState = (typeof depositStates)[number]

const transitions: Readonly<Record<DepositState, readonly DepositState[]>> = {
  pending: ['sending', 'review', 'deposited'],
  sending: ['pending', 'deposited', 'refused', 'review'],
  review: ['deposited', 'refused'],
  // Amazon's own records may say that it was applied otherwise than was consented to.
  refused: ['deposited', 'review'],
  deposited: [],
}

/** Whether the transitions allow it; everything that moves a deposit asks here. */
export function canBecome(from: DepositState, to: DepositState): boolean {
  // A newer release may have written a state that this one does not know; it is left alone.
  return transitions[from]?.includes(to) ?? false
}

/** Whether nobody knows yet how it ends, and no person has to find out. */
export function isWaiting(state: DepositState): boolean {
  return state === 'pending' || state === 'sending'
}

/** What a person may find a deposit in review to be. */
export type Verdict = 'deposited' | 'refused'

/** Refusing what may have been applied permits a new request id, and so a second payment: one person is not enough. */
export function needsSecondPerson({ inDoubt }: { readonly inDoubt: boolean }, verdict: Verdict): boolean {
  return verdict === 'refused' && inDoubt
}

/** The request id (`loadBalanceRequestId`): partner id and claim link id, at most 40 alphanumeric characters. */
export function requestId(partnerId: string, claimLinkId: string): string {
  return `${partnerId}${claimLinkId}`
}

export type Heard = {
  readonly state: DepositState
  /** An earlier attempt may have been applied although no answer said so. */
  readonly inDoubt: boolean
  /** Whether the process that heard the answer still holds the lease it sent under. */
  readonly leased: boolean
}

/**
 * The state an answer leads to, or null when it changes nothing and is only put on record.
 * A SUCCESS is true whoever hears it and whenever. Any other answer counts only under the lease, and a no
 * after an unproven attempt proves nothing: Amazon checks amounts before it looks up a repeated id.
 */
export function stateAfter({ state, inDoubt, leased }: Heard, answer: Answer): DepositState | null {
  if (answer.outcome === 'deposited') return canBecome(state, 'deposited') ? 'deposited' : null
  if (!leased || state !== 'sending') return null
  if (answer.hold === 'echo') return 'review'
  if (answer.outcome === 'refused') return inDoubt ? 'review' : 'refused'
  return 'pending'
}
