// What the door (incentives.ts) knows of an operation of the API, and what operations work with.

import type { Answer } from '../answer.ts'
import type { Calls } from '../calls.ts'
import type { CurrentWorld } from '../world/current-world.ts'
import type { AmazonRecord } from '../world/recorded-answer.ts'
import type { AgcodError } from './agcod-error.ts'
import type { AmountUnit } from './currency.ts'
import type { Activities } from './gift-card/activity.ts'
import type { CardActivations } from './gift-card/card-activation.ts'
import type { GiftCards } from './gift-card/gift-card.ts'
import type { Ledger } from './ledger.ts'

export interface OperationParts {
  readonly clock: () => number
  readonly amountUnit: AmountUnit
  readonly world: CurrentWorld
  readonly record: AmazonRecord
  readonly ledger: Ledger
  readonly calls: Calls
  readonly giftCards: GiftCards
  readonly cardActivations: CardActivations
  readonly activities: Activities
  /** Error types of loads by request id, where the world remembers refusals. */
  readonly refusals: Map<string, string>
}

export interface Operation {
  /** The member that names the request, or null when the operation has none. */
  readonly idMember: string | null
  perform(parts: OperationParts, body: Uint8Array): Answer
  /** An error in the operation's own envelope, without doing anything. */
  fail(error: AgcodError, requestId: string | null): Answer
}
