/** One call to Amazon: how long it may take, and how long it took and what it came to, in words of few values. */

/** What a load takes at most, in milliseconds: Amazon's deadline and a second to record the answer. */
export const callMs = 7_000

export type AmazonCall = {
  readonly operation: 'LoadAmazonBalance' | 'GetAvailableFunds' | 'GetGiftCardActivityPage' | 'SignIn'
  /** Null where a call belongs to none in particular. */
  readonly partnerAccount: string | null
  readonly outcome: string
  /** Amazon's word for it or ours; null where the outcome says all. */
  readonly reason: string | null
  readonly ms: number
}

/** Told of every call after it has ended. */
export type NoteCall = (call: AmazonCall) => void
