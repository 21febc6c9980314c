/** What one attempt to deposit came to. `unknown` is the outcome of an attempt, never a state of a deposit. */
import type { KeyVerdict } from './access-key.ts'
import type { SendingHold } from './partner-account.ts'

export type Outcome = 'deposited' | 'refused' | 'ours' | 'unknown'

export type Answer = {
  readonly outcome: Outcome
  /** What the answer proves about this request id: a throttled or cut attempt proves nothing. */
  readonly applied: 'yes' | 'no' | 'unproven'
  /** A stable word for the log and the operator, such as `InsufficientFunds` or `timeout`; never raw upstream text. */
  readonly reason: string
  /** Set when the whole partner account must wait for its operator. */
  readonly hold: SendingHold | null
  /** Amazon asked for a slower pace. */
  readonly throttled: boolean
  readonly httpStatus: number | null
  /** Amazon's `X-Amzn-Requestid`, for questions to Amazon. */
  readonly amazonRequestId: string | null
}

/** Amazon refused the key and applied nothing; another key may sign the same bytes. */
export const keyRefused = 'key-refused'

/** The reason where no byte has left. */
export const neverSent = 'not-sent'

/**
 * A definite answer about anything else proves the signature. A clock that is wrong is refused before the key is looked
 * at, and a throttle or a proxy may be in front of it; what is wrong with the contract may be that the key is another
 * partner's.
 */
export function keyVerdict({ hold, applied, httpStatus }: Answer): KeyVerdict {
  if (hold === 'credentials') return 'refused'
  if (hold === 'clock' || hold === 'contract') return 'unproven'
  return httpStatus !== null && applied !== 'unproven' ? 'accepted' : 'unproven'
}
