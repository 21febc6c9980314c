/** What stands in the way of a launch in plain words, for the command line and for the pages. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { LaunchProblem } from '../../src/domain/launch-problem.ts'
import { formatMoney, formatTime, locales } from '../locale.ts'
import { whyHeld } from './hold.ts'

const [english] = locales

export function launchProblemText(problem: LaunchProblem, { currency, timeZone, opensAt }: Campaign): string {
  const money = (amountMinor: number) => formatMoney(english, { amountMinor, currency })
  const time = (at: Date) => formatTime(english, at, timeZone)
  switch (problem.kind) {
    case 'over':
      return 'The window is over, so nobody could claim. Set a later end.'
    case 'no-links':
      return 'There are no links yet, so nobody can claim.'
    case 'open-orders':
      return 'An order of links is not finished: download its file and confirm it, or nobody can claim with those links.'
    case 'links-over-budget':
      return `The links are worth ${money(problem.beyondMinor)} more than the budget: the last to claim get nothing. Raise the budget, or mean it.`
    case 'amount-too-small':
      return `The smallest amount is ${money(problem.amountMinor)}, and Amazon’s gift cards begin at ${money(problem.limitMinor)}: Amazon may refuse it.`
    case 'amount-too-large':
      return `The largest amount is ${money(problem.amountMinor)}, and Amazon’s gift cards end at ${money(problem.limitMinor)}: Amazon may refuse it.`
    case 'funds-gap':
      return problem.refuses
        ? `If everybody claims, ${money(problem.gapMinor)} are missing at Amazon, and FUNDS_REQUIRED allows no launch before they are there.`
        : `If everybody claims, ${money(problem.gapMinor)} are missing at Amazon. Whoever claims then waits until funds are added.`
    case 'account-hold':
      return `Nothing is sent at present: ${whyHeld(problem.reason)} People can claim, and wait.`
    case 'campaign-hold':
      return 'This campaign is on hold: people can claim, and wait until it is released.'
    case 'opens-later':
      return `The window opens ${time(opensAt)}; whoever opens a link before reads that.`
    case 'finishes-late':
      return `At this speed the last mail leaves too late: the end would be ${time(problem.finishAt)}, after the window closes.`
    case 'no-rehearsal':
      return 'Nobody has walked a rehearsal link to its end yet. Make one under Preview, put it into the real mail and click it there.'
    default:
      return problem satisfies never
  }
}
