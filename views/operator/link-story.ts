/** The story of a claim link that nobody has claimed: whether it can be, why not, and what is to do. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type ClaimLink, reference, type Unclaimable } from '../../src/domain/claim-link.ts'
import { entryText, type HappenedEntry } from './deposit-history.ts'
import type { Story } from './deposit-story.ts'
import type { Voice } from './voice.ts'

export type Reason = Unclaimable | 'replaced' | 'person-limit'

export type ToldLink = {
  readonly link: Pick<ClaimLink, 'id' | 'amountMinor' | 'currency' | 'rehearsal' | 'createdAt' | 'revokedAt'>
  readonly campaign: Pick<Campaign, 'closesAt'>
  /** Why it cannot be claimed now; null when it can. */
  readonly reason: Reason | null
  readonly successor: string | null
  readonly audit: readonly HappenedEntry[]
}

export function storyOfUnclaimed(told: ToldLink, voice: Voice): Story {
  const { link, reason, audit } = told
  const amount = voice.money(link)
  // Whoever revoked it by itself is in the audit; with its batch it was revoked without a word of its own.
  const isTold = audit.some(({ action }) => action === 'link revoke' || action === 'link replace')
  return {
    where: link.rehearsal
      ? 'A rehearsal: whoever walks it sees every page, and nothing is ever paid.'
      : `Nobody has claimed the ${amount}: they are in the campaign’s budget.`,
    happened: [
      { at: link.createdAt, text: 'The link was issued.' },
      ...audit.map(entry => ({ at: entry.at, text: entryText(entry, voice) })),
      ...(link.revokedAt && !isTold ? [{ at: link.revokedAt, text: 'The link was revoked.' }] : []),
    ].toSorted((one, other) => one.at.getTime() - other.at.getTime()),
    next: reason === null ? claimable : [whyNot(reason, told)],
  }
}

const claimable = [
  'It can be claimed now: by opening the link, signing in with Amazon and pressing the button.',
  'The link itself cannot be shown here: only a hash of it is kept. A recipient who has lost it needs a new one.',
]

function whyNot(reason: Reason, { successor }: ToldLink): string {
  switch (reason) {
    case 'expired':
      return 'It cannot be claimed any more: the link or its campaign is over. Extend it to open it again, as long as the campaign has not been ended.'
    case 'not-launched':
      return 'It cannot be claimed before the campaign is launched. The recipient reads to come back later.'
    case 'ended':
      return 'It cannot be claimed any more: the campaign was ended.'
    case 'not-yet-open':
      return 'It cannot be claimed yet: the campaign is not open. The recipient reads from when on.'
    case 'not-ready':
      return 'It cannot be claimed yet: nobody has confirmed that the file with this link arrived.'
    case 'not-live':
      return 'It cannot be claimed yet: the partner account is not open for claims; the launch checklist says what is missing. The recipient reads to come back later.'
    case 'paused':
      return 'It cannot be claimed while the link or its campaign is paused. The recipient reads that it will go on.'
    case 'revoked':
      return 'It cannot be claimed: it was revoked. The recipient reads whom to ask.'
    case 'replaced':
      return `It cannot be claimed: ${successor ? `${reference(successor)} took` : 'another link took'} its place, and the recipient needs that one.`
    case 'budget-used-up':
      return 'It cannot be claimed: the campaign’s budget has less left than it is worth. A higher budget opens it again.'
    case 'checking':
      return 'It cannot be claimed until an operator has compared the database with Amazon’s records after a restore.'
    case 'person-limit':
      return 'It cannot be claimed by who has claimed enough already.'
    default:
      return reason satisfies never
  }
}
