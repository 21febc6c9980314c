// What the door (incentives.ts) knows of an operation of the API, and what operations work with.

import type { Answer } from '../answer.ts'
import type { Calls } from '../calls.ts'
import type { AgcodError } from './agcod-error.ts'
import type { Activities } from './gift-card/activity.ts'
import type { CardActivations } from './gift-card/card-activation.ts'
import type { GiftCards } from './gift-card/gift-card.ts'
import type { LoadParts } from './load-amazon-balance.ts'

export interface OperationParts extends LoadParts {
  readonly calls: Calls
  readonly giftCards: GiftCards
  readonly cardActivations: CardActivations
  readonly activities: Activities
}

export interface Operation {
  /** The member that names the request, or null when the operation has none. */
  readonly idMember: string | null
  perform(parts: OperationParts, body: Uint8Array): Answer
  /** An error in the operation's own envelope, without doing anything. */
  fail(error: AgcodError, requestId: string | null): Answer
}
