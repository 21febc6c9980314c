/** The rows of the simulated database. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { ClaimLink } from '../../src/domain/claim-link.ts'
import type { Answer } from '../../src/domain/outcome.ts'
import type { HoldReason } from '../../src/domain/partner-account.ts'
import type { StoredEntry } from '../../src/storage/audit.ts'
import type { Deposit, NewDeposit } from '../../src/storage/deposit.ts'

export type DepositRow = Omit<Deposit, 'nextAttemptAt' | 'firstSentAt' | 'consentedAt'> &
  NewDeposit & {
    readonly consentedMs: number
    readonly firstSentMs: number | null
    readonly nextAttemptMs: number
    readonly leasedUntilMs: number | null
    readonly events: readonly string[]
  }

export type AttemptRow = {
  readonly claimLinkId: string
  readonly number: number
  readonly answer: Pick<Answer, 'outcome' | 'applied' | 'reason'> | null
}

export type AccountRow = {
  readonly holdReason: HoldReason | null
  /** Infinity while only a person may end the hold. */
  readonly sendAfterMs: number
  readonly unanswered: number
}

export type Tables = {
  readonly link: ClaimLink
  readonly campaign: Campaign
  readonly deposit: DepositRow
  readonly attempt: AttemptRow
  readonly account: AccountRow
  readonly audit: StoredEntry
}
