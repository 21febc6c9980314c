/** Where a link is, in one word, for the staff. */
import type { ClaimLink } from './claim-link.ts'
import { type DepositState, depositStates } from './deposit.ts'

export const linkStates = [
  'issuing',
  'unclaimed',
  'paused',
  'expired',
  'revoked',
  'rehearsal',
  ...depositStates,
] as const
export type LinkState = (typeof linkStates)[number]

type Told = Pick<ClaimLink, 'revokedAt' | 'rehearsal' | 'issuing' | 'pausedAt' | 'expiresAt'> & {
  readonly depositState: DepositState | null
  /** Whether its campaign has ended or closed. */
  readonly campaignOver: boolean
}

/** The state of its deposit, or what stands for it. */
export function stateOf(link: Told, now: Date): LinkState {
  if (link.depositState) return link.depositState
  if (link.revokedAt) return 'revoked'
  if (link.rehearsal) return 'rehearsal'
  if (link.issuing) return 'issuing'
  if (link.campaignOver || (link.expiresAt && link.expiresAt <= now)) return 'expired'
  return link.pausedAt ? 'paused' : 'unclaimed'
}
