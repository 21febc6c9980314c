/** A campaign: a sender's offer of an amount per claim link, open for a window of time, under a budget. */
import { DomainError } from './errors.ts'
import { parseMoney, toDecimal } from './money.ts'

export type CampaignState = 'draft' | 'live' | 'paused' | 'ended'

/** What people do with a campaign as a whole: from where, and what it becomes. An ended one stays ended. */
const moves = {
  launch: { from: ['draft'], to: 'live' },
  pause: { from: ['live'], to: 'paused' },
  resume: { from: ['paused'], to: 'live' },
  end: { from: ['draft', 'live', 'paused'], to: 'ended' },
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>
export type Move = keyof typeof moves

/** The state that the move leads to, or null where it is not possible. */
export function stateAfter(move: Move, state: CampaignState): CampaignState | null {
  const { from, to } = moves[move]
  return (from as readonly CampaignState[]).includes(state) ? to : null
}

export type Campaign = {
  readonly id: string
  readonly partnerAccount: string
  readonly state: CampaignState
  /** What the staff calls it; recipients never read it. Empty: as its sender. */
  readonly name: string
  readonly senderName: string
  /** `#rrggbb` */
  readonly brandColor: string
  /** Name of the picture's file, with its size in pixels; all three or none. */
  readonly logo: string | null
  readonly logoWidth: number | null
  readonly logoHeight: number | null
  /** An e-mail address or https URL where the sender answers recipients. */
  readonly supportContact: string
  readonly message: string
  /** What Amazon is asked to write to the recipient, where its contract allows that; empty for nothing. */
  readonly notificationText: string
  /** Amount of a claim link that names none of its own, in minor units; null where every link must name one. */
  readonly amountMinor: number | null
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
  /** When somebody last walked a rehearsal link to its end. */
  readonly rehearsedAt: Date | null
  readonly createdAt: Date
}

/** What the staff calls the campaign. */
export function nameOf({ name, senderName }: Pick<Campaign, 'name' | 'senderName'>): string {
  return name || senderName
}

/** Where recipients read who is behind the campaign's links. */
export function realPath({ id }: Pick<Campaign, 'id'>): string {
  return `/o/${id}`
}

/** The amount of a link that names none. Throws `invalid-input` in a campaign where every link must name one. */
export function fixedAmount({ amountMinor }: Pick<Campaign, 'amountMinor'>): number {
  if (amountMinor !== null) return amountMinor
  throw new DomainError(
    'invalid-input',
    'amount: this campaign has no fixed amount, so every link needs one of its own',
  )
}

/**
 * Reads the amount that a link brings itself; an empty text is the campaign's own. Throws `invalid-input`, also for an
 * amount above the whole budget, which nobody could ever claim.
 */
export function linkAmount(
  text: string,
  campaign: Pick<Campaign, 'amountMinor' | 'budgetMinor' | 'currency'>,
): number {
  if (text === '') return fixedAmount(campaign)
  const { currency, budgetMinor } = campaign
  const { amountMinor } = parseMoney(text, currency)
  if (amountMinor <= budgetMinor) return amountMinor
  const budget = `${toDecimal({ amountMinor: budgetMinor, currency })} ${currency}`
  throw new DomainError(
    'invalid-input',
    `amount: "${text}" is more than the whole budget of ${budget}, so nobody could claim it; correct it, or raise the budget first`,
  )
}

/** What rehearsals and previews show in the place of an amount that every link brings itself: 25.00, or 2500 yen. */
export function sampleAmount({ amountMinor, budgetMinor }: Campaign): number {
  return amountMinor ?? Math.min(2_500, budgetMinor)
}

export type Closed = 'not-launched' | 'not-yet-open' | 'paused' | 'ended' | 'expired'

/** Why nothing can be claimed in this campaign now, or null. The window is `opensAt <= now < closesAt`. */
/** Whether nothing of it can be claimed any more. */
export function isOver({ state, closesAt }: Pick<Campaign, 'state' | 'closesAt'>, now: Date): boolean {
  return state === 'ended' || now >= closesAt
}

export function whyClosed(
  { state, opensAt, closesAt }: Pick<Campaign, 'state' | 'opensAt' | 'closesAt'>,
  now: Date,
): Closed | null {
  if (now >= closesAt) return 'expired'
  if (state === 'ended') return 'ended'
  if (state === 'draft') return 'not-launched'
  if (now < opensAt) return 'not-yet-open'
  return state === 'paused' ? 'paused' : null
}
