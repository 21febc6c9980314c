/** Where a link is, in the one word that every page of the staff has for it. */
import type { LinkState } from '../../src/domain/link-state.ts'

export const linkStateWords: Readonly<Record<LinkState, string>> = {
  issuing: 'not live yet',
  unclaimed: 'unclaimed',
  paused: 'paused',
  expired: 'expired',
  revoked: 'revoked',
  rehearsal: 'rehearsal',
  pending: 'waiting',
  sending: 'being sent',
  deposited: 'deposited',
  refused: 'refused',
  review: 'in review',
}

/** Also of a state that somebody newer has written down. */
export function linkStateText(state: string): string {
  return Object.entries(linkStateWords).find(([known]) => known === state)?.[1] ?? state
}
