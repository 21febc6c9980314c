/** The story of one deposit in plain words: where the money is, what happened, and what is next or who must do what. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { reference } from '../../src/domain/claim-link.ts'
import type { DepositState } from '../../src/domain/deposit.ts'
import { toDecimal } from '../../src/domain/money.ts'
import type { Hold } from '../../src/domain/partner-account.ts'
import { type Happened, type HappenedEntry, type HappenedEvent, historyOf, utc } from './deposit-history.ts'
import { holdWords } from './hold.ts'

export type Told = {
  readonly deposit: ToldDeposit
  readonly events: readonly HappenedEvent[]
  readonly audit: readonly HappenedEntry[]
  readonly hold: Hold
  readonly campaign: Pick<Campaign, 'id' | 'heldSince' | 'anotherAccount'>
  readonly successor: { readonly id: string; readonly depositState: DepositState | null } | null
  readonly resendUntil: Date | null
}

type ToldDeposit = {
  readonly claimLinkId: string
  readonly partnerAccount: string
  readonly amountMinor: number
  readonly currency: string
  readonly state: DepositState
  readonly inDoubt: boolean
  readonly attempts: number
  readonly reason: string | null
  readonly nextAttemptAt: Date
  readonly decidedAt: Date | null
}

export type Story = {
  /** Where the money is. */
  readonly where: string
  readonly happened: readonly Happened[]
  /** What is next, or who must do what. */
  readonly next: readonly string[]
}

export function storyOf(told: Told): Story {
  const { events, audit } = told
  const amount = amountOf(told)
  return {
    where: `Where the ${amount} are: ${where(told)}`,
    happened: historyOf(events, audit, amount),
    next: next(told),
  }
}

/** Lines to print. */
export function tellStory(told: Told): string[] {
  const story = storyOf(told)
  return [
    story.where,
    'What happened:',
    ...story.happened.map(({ at, text }) => `  ${utc(at)}  ${text}`),
    'What is next:',
    ...story.next.map(line => `  ${line}`),
  ]
}

function amountOf({ deposit }: Told): string {
  return `${toDecimal(deposit)} ${deposit.currency}`
}

function where({ deposit, successor }: Told): string {
  const { state, inDoubt, attempts, reason, decidedAt } = deposit
  switch (state) {
    case 'pending':
      if (attempts === 0) return 'not at Amazon; they wait here and were never sent.'
      return inDoubt
        ? 'not known; an attempt may have been applied, and Amazon has not said so.'
        : 'not at Amazon; no attempt so far was applied.'
    case 'sending':
      return `on their way; attempt ${attempts} is under way.`
    case 'deposited':
      return `in the recipient’s Amazon balance, on record since ${decidedAt && utc(decidedAt)}.`
    case 'refused':
      return `not deposited (${reason}); ${successor ? 'they are kept for the successor' : 'they went back into the budget'}.`
    case 'review':
      return `not known (${reason}); they may be in the recipient’s Amazon balance.`
    default:
      return state satisfies never
  }
}

function next(told: Told): string[] {
  switch (told.deposit.state) {
    case 'pending':
      return waiting(told)
    case 'sending':
      return ['The answer is on record within seconds, and if this process dies, it is sent again.']
    case 'deposited':
      return ['Nothing: it is final.']
    case 'refused':
      return afterRefusal(told)
    case 'review':
      return inReview(told)
    default:
      return told.deposit.state satisfies never
  }
}

function waiting({ deposit, hold, campaign, resendUntil }: Told): string[] {
  const { partnerAccount, inDoubt } = deposit
  const held = hold.reason && holdWords[hold.reason]
  return [
    ...(campaign.heldSince
      ? [
          `Campaign ${campaign.id} is on hold, so nothing of it is sent. A person ends that with “campaign release”.`,
        ]
      : []),
    ...(held
      ? [`Partner account ${partnerAccount} is on hold (${hold.reason}): ${held.why}`, `To do: ${held.todo}`]
      : []),
    ...(held || campaign.heldSince ? [] : [`It is sent with the same request id ${whenSent(deposit)}.`]),
    ...(inDoubt && resendUntil ? [`Without a clear answer by ${utc(resendUntil)} it goes to a person.`] : []),
    'The recipient reads that the claim is safe and that nothing is to do.',
  ]
}

function whenSent({ attempts, nextAttemptAt }: ToldDeposit): string {
  return attempts === 0
    ? 'as soon as it is its turn'
    : `again from ${utc(nextAttemptAt)} on, when it is its turn`
}

function afterRefusal({ deposit, campaign, successor }: Told): string[] {
  const named = reference(deposit.claimLinkId)
  if (successor?.depositState)
    return [
      `It went on as claim link ${successor.id}, which is ${successor.depositState}: “deposit show” it.`,
    ]
  if (successor)
    return ['The recipient opens the same claim URL again and signs in with another Amazon account.']
  return [
    campaign.anotherAccount
      ? 'While campaign and budget allow it, the recipient finds a button for another account at the same claim URL.'
      : 'The recipient reads whom to ask.',
    `An operator opens the way to another account with “link retry ${named} --by NAME”.`,
  ]
}

function inReview({ deposit, audit }: Told): string[] {
  const named = reference(deposit.claimLinkId)
  const proposal = audit.findLast(({ action }) => action === 'deposit propose')
  const ask = `A person must find out whether Amazon applied it: “deposit show ${named} --for-amazon” prints the question.`
  const resolve = `Then “deposit resolve ${named} --as deposited|refused --evidence TEXT --by NAME”`
  if (proposal)
    return [
      ask,
      `${proposal.actor} proposed to refuse it; a different person must agree. ${resolve}.`,
      'A SUCCESS of Amazon that comes late ends the review too.',
    ]
  return [ask, `${resolve}${deposit.inDoubt ? '; refusing it takes two people' : ''}.`]
}
