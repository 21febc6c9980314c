/** What Amazon's sandbox was seen to do, in the form of `amazon-record.json`, which the emulator can replay. */

export type AmazonRecord = {
  readonly version: 1
  /** ISO 8601, UTC. */
  readonly takenAt: string
  readonly host: string
  readonly region: string
  /** Only what was learned; what is missing here is told in the notes. */
  readonly world: World
  /** By mock code (`F2003`), and `load` for a load that succeeded. */
  readonly answers: Readonly<Record<string, RecordedAnswer>>
  readonly notes: readonly string[]
  /** Why nothing more was asked, or null when everything was. */
  readonly ended: string | null
  /** Questions without an answer, with what came instead. */
  readonly unanswered: readonly string[]
  /** Questions that were left out for it. */
  readonly notAsked: readonly string[]
}

export type World = {
  readonly sameIdOtherAccount?: 'replay' | 'refuse' | 'accept'
  readonly sameIdOtherAmount?: 'replay' | 'refuse'
  readonly repeatAfterSuccess?: 'replay' | 'refuse'
  readonly replayBody?: 'same' | 'status-only' | 'empty' | 'new-timestamp'
  readonly echo?: 'full' | 'none'
  readonly mockCodeIn?: 'both' | 'request-id' | 'account-id'
  /** JSON values that account.type may have. */
  readonly accountTypes?: 'any' | readonly AccountType[]
  readonly idSeparators?: 'accepted' | 'refused'
  readonly realAccountLoads?: boolean
  /** HTTP status by error class, such as F100, or `throttled`. */
  readonly httpStatus?: Readonly<Record<string, number>>
}

export type AccountType = number | string

export type RecordedAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The request body that was answered; account ids are masked. */
  readonly sent?: string
}

/** What one question found out. */
export type Finding = {
  readonly world?: World
  readonly answers?: Readonly<Record<string, RecordedAnswer>>
  readonly notes: readonly string[]
}
