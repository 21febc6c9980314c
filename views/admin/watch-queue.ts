/** What of a campaign waits to be sent, and until when; where nothing is sent, why not and what to do. */
import type { Closed } from '../../src/domain/campaign.ts'
import type { HoldReason } from '../../src/domain/partner-account.ts'
import { type Html, html } from '../html.ts'
import { facts } from '../layout.ts'
import { formatCount, formatTimeLeft, locales } from '../locale.ts'
import { whyHeld } from '../operator/hold.ts'
import { claimable } from './claimable.ts'

const [english] = locales

export type ShownQueue = {
  readonly at: Date
  readonly campaignHeld: boolean
  /** Why nothing can be claimed now. */
  readonly closed: Closed | null
  readonly account: {
    readonly name: string
    readonly holdReason: HoldReason | null
    readonly waiting: number
    readonly decidedPerSecond: number
    readonly perSecond: number
    readonly drainMs: number | null
  }
  readonly lane: { readonly waiting: number; readonly oldestConsent: Date; readonly share: number } | null
}

export function queueFacts(queue: ShownQueue): Html {
  const { account, lane, at, closed } = queue
  if (!lane && closed) return html`<p>Nothing waits. Links ${claimable(closed)}.</p>`
  if (!lane) return html`<p>Nothing waits: whoever claims now is served at once${heldWords(queue)}.</p>`
  const others = account.waiting - lane.waiting
  return html`${facts([
    ['Waiting', formatCount(english, lane.waiting)],
    ['The first for', formatTimeLeft(english, at.getTime() - lane.oldestConsent.getTime())],
    ['Done in', drain(queue)],
    [
      'Pace',
      `${account.decidedPerSecond.toFixed(1)} a second in the last minute, at most ${account.perSecond.toFixed(1)}`,
    ],
    others > 0 ? ['Beside it', `${formatCount(english, others)} of other campaigns, taking turns`] : null,
  ])}`
}

function heldWords({ campaignHeld, account }: ShownQueue): string {
  return campaignHeld || account.holdReason ? ', once the hold is over' : ''
}

function drain({ campaignHeld, account, lane }: ShownQueue): string {
  if (account.holdReason) return `nobody knows: ${whyHeld(account.holdReason)}`
  if (campaignHeld) return 'nobody knows: the campaign is on hold'
  if (account.drainMs === null || !lane) return 'nobody knows: nothing is sent at the moment'
  return `${formatTimeLeft(english, account.drainMs)} at most`
}
