// What faults are played on, and what a fault is; the tables of faults and the list of active ones build on it.

import type { Answer } from '../answer.ts'

/** The calls of the Incentives API that faults can be played on. */
export const INCENTIVES_OPERATIONS = [
  'LoadAmazonBalance',
  'GetAvailableFunds',
  'CreateGiftCard',
  'CancelGiftCard',
  'ActivateGiftCard',
  'DeactivateGiftCard',
  'ActivationStatusCheck',
  'GetGiftCardActivityPage',
] as const

/** The calls of servers that faults can be played on. */
export const OPERATIONS = [...INCENTIVES_OPERATIONS, 'token', 'tokeninfo', 'profile'] as const

export type Operation = (typeof OPERATIONS)[number]

/** What a fault can do with a call: let it happen, or answer an error in the operation's own form. */
export interface PlayableCall {
  readonly operation: string
  /** Amazon's idempotency key of the call, or null for a call without one. */
  readonly requestId: string | null
  /** Does what was asked and returns the true answer. */
  perform(): Answer
  /** An error, without doing anything: by an Incentives mock code (`F3003`) or an OAuth error name. */
  fail(error: string): Answer
  /** True when this request id is already in the ledger. */
  readonly alreadyApplied: boolean
}

/** How a fault is to be played this time. */
export interface Terms {
  readonly seconds: number
  /** Does the work when the answer is long gone. */
  after(seconds: number, work: () => void): void
}

/** One fault: what it is for a reader, where it can be played, and how. */
export interface Fault {
  readonly description: string
  /** The first one is meant when none is named. */
  readonly operations: readonly [Operation, ...Operation[]]
  /** The answer instead of the true one, or null when this call passes through untouched. */
  play(call: PlayableCall, terms: Terms): Answer | null
}
