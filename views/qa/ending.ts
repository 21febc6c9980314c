/** What becomes of each kind of scenario, in words for people who test. */
import type { Ending } from '../../src/domain/scenario.ts'
import type { Locale } from '../locale.ts'

export const endings: readonly Ending[] = ['deposited', 'refused', 'waits', 'hold', 'review']

export type EndingWords = {
  readonly title: string
  /** What an operator sees, and what to know before. */
  readonly operator: string
}

/** `resendHours` is the time after which a deposit in doubt goes to a person. */
export function endingWords(ending: Ending, resendHours: number): EndingWords {
  return words[ending](resendHours)
}

const words: Readonly<Record<Ending, (resendHours: number) => EndingWords>> = {
  deposited: () => ({
    title: 'Deposited',
    operator: 'deposited with one attempt. A mock code moves no money and is not in Amazon’s ledger.',
  }),
  refused: () => ({
    title: 'Refused',
    operator: 'refused with Amazon’s reason; the budget gets its amount back. Nothing is sent again.',
  }),
  waits: hours => ({
    title: 'Waits and is sent again',
    operator: `pending; the same bytes again after growing pauses of up to 15 minutes. A mock code never changes its mind: an answer that proves nothing goes to review after ${hours} h.`,
  }),
  hold: () => ({
    title: 'Partner account on hold',
    operator:
      'pending, and the whole account is on hold: every other claim waits too, one probe a minute. “Release” ends the hold and sends the scenario to review.',
  }),
  review: hours => ({
    title: `Waits, then review after ${hours} h`,
    operator: `pending: the answer fits no load, so it proves nothing. Sent again for ${hours} h, then a person decides. A scenario of the group “Partner account on hold” is in review at once after “Release”.`,
  }),
}

/** The heading of the recipient's page once Amazon has answered. */
export function recipientReads({ messages }: Locale, ending: Ending, amount: string): string {
  const { status } = messages
  if (ending === 'deposited') return status.depositedTitle(amount)
  return ending === 'refused' ? status.refusedTitle : status.waitingTitle
}
