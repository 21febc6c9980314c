// What faults are played on, and what a fault is; the tables of faults and the list of active ones build on it.

import type { Answer } from '../answer.ts'

/** The calls of servers that faults can be played on. */
export const OPERATIONS = ['LoadAmazonBalance', 'GetAvailableFunds', 'token', 'tokeninfo', 'profile'] as const

export type Operation = (typeof OPERATIONS)[number]

/** What a fault can do with a call: let it happen, or answer an error in the operation's own form. */
export interface PlayableCall {
  readonly operation: string
  /** Does what was asked and returns the true answer. */
  perform(): Answer
  /** An error, without doing anything: by an Incentives mock code (`F3003`) or an OAuth error name. */
  fail(error: string): Answer
  /** True when this request id is already in the ledger. */
  readonly alreadyApplied: boolean
}

/** One fault: what it is for a reader, where it can be played, and how. */
export interface Fault {
  readonly description: string
  readonly operations: readonly Operation[]
  /** The answer instead of the true one, or null when this call passes through untouched. */
  play(call: PlayableCall, seconds: number): Answer | null
}
