/** A campaign: a sender's offer of one amount per claim link, open for a window of time, under a budget. */

export type CampaignState = 'live' | 'paused' | 'ended'

const transitions: Readonly<Record<CampaignState, readonly CampaignState[]>> = {
  live: ['paused', 'ended'],
  paused: ['live', 'ended'],
  ended: [],
}

export function campaignCanBecome(from: CampaignState, to: CampaignState): boolean {
  return transitions[from].includes(to)
}

export type Campaign = {
  readonly id: string
  readonly partnerAccount: string
  readonly state: CampaignState
  readonly senderName: string
  /** `#rrggbb` */
  readonly brandColor: string
  /** An e-mail address or https URL where the sender answers recipients. */
  readonly supportContact: string
  readonly message: string
  /** Amount of a claim link that names none of its own, in minor units. */
  readonly amountMinor: number
  readonly currency: string
  readonly opensAt: Date
  readonly closesAt: Date
  /** IANA time zone in which recipients read the window. */
  readonly timeZone: string
  readonly budgetMinor: number
  /**
   * Granted to deposits that are not refused and to successors nobody has claimed yet, in minor units. Only a SUCCESS
   * after a refusal may pass the budget.
   */
  readonly grantedMinor: number
  /** How many claim links of this campaign one Amazon account may claim. */
  readonly perPersonLimit: number
  /** After a refusal the recipient may try another Amazon account without asking anybody. */
  readonly anotherAccount: boolean
  /** While set, none of its deposits is sent; claiming goes on. */
  readonly heldSince: Date | null
  readonly createdAt: Date
}

/** Where recipients read who is behind the campaign's links. */
export function realPath({ id }: Pick<Campaign, 'id'>): string {
  return `/o/${id}`
}

export type Closed = 'not-yet-open' | 'paused' | 'expired'

/** Why nothing can be claimed in this campaign now, or null. The window is `opensAt <= now < closesAt`. */
export function whyClosed(
  campaign: Pick<Campaign, 'state' | 'opensAt' | 'closesAt'>,
  now: Date,
): Closed | null {
  if (campaign.state === 'ended' || now >= campaign.closesAt) return 'expired'
  if (now < campaign.opensAt) return 'not-yet-open'
  return campaign.state === 'paused' ? 'paused' : null
}
