/** The story of one deposit in plain words: where the money is, what happened, and what is next or who must do what. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type DepositState, isWaiting } from '../../src/domain/deposit.ts'
import { openProposal } from '../../src/domain/deposit-event.ts'
import { type Hold, isProven } from '../../src/domain/partner-account.ts'
import { type Happened, type HappenedEntry, type HappenedEvent, historyOf } from './deposit-history.ts'
import { holdWords } from './hold.ts'
import { terminal, type Voice } from './voice.ts'

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

export function storyOf(told: Told, voice: Voice): Story {
  const { events, audit, deposit } = told
  const amount = voice.money(deposit)
  return {
    where: `Where the ${amount} are: ${where(told, voice)}`,
    happened: historyOf(events, audit, { amount, voice }),
    next: next(told, voice),
  }
}

/** Lines to print. */
export function tellStory(told: Told): string[] {
  const story = storyOf(told, terminal)
  return [
    story.where,
    'What happened:',
    ...story.happened.map(({ at, text }) => `  ${terminal.time(at)}  ${text}`),
    'What is next:',
    ...story.next.map(line => `  ${line}`),
  ]
}

function where({ deposit, successor }: Told, { time }: Voice): string {
  const { state, inDoubt, attempts, reason, decidedAt } = deposit
  switch (state) {
    case 'pending':
      if (attempts === 0)
        return inDoubt
          ? 'not known; the database was restored, and the lost one may have sent them. “reconcile” tells.'
          : 'not at Amazon; they wait here and were never sent.'
      return inDoubt
        ? 'not known; an attempt may have been applied, and Amazon has not said so.'
        : 'not at Amazon; no attempt so far was applied.'
    case 'sending':
      return `on their way; attempt ${attempts} is under way.`
    case 'deposited':
      return `in the recipient’s Amazon balance, on record since ${decidedAt && time(decidedAt)}.`
    case 'refused':
      return `${notHere(successor)} This claim was refused (${reason}).`
    case 'review':
      return `not known (${reason}); they may be in the recipient’s Amazon balance.`
    default:
      return state satisfies never
  }
}

function notHere(successor: Told['successor']): string {
  if (!successor) return 'back in the budget.'
  const { id, depositState: state } = successor
  if (state === 'deposited')
    return `in the balance of another Amazon account of the recipient, as claim link ${id}.`
  if (state === null || isWaiting(state))
    return `kept for another Amazon account of the recipient, as claim link ${id}.`
  return `a question for claim link ${id}, which took the place of this one and is ${state}.`
}

function next(told: Told, voice: Voice): string[] {
  switch (told.deposit.state) {
    case 'pending':
      return waiting(told, voice)
    case 'sending':
      return ['The answer is on record within seconds, and if this process dies, it is sent again.']
    case 'deposited':
      return ['Nothing: it is final.']
    case 'refused':
      return afterRefusal(told, voice)
    case 'review':
      return inReview(told, voice)
    default:
      return told.deposit.state satisfies never
  }
}

function waiting({ deposit, hold, campaign, resendUntil }: Told, voice: Voice): string[] {
  const { partnerAccount, inDoubt } = deposit
  const { reason, restoredAt } = hold
  const held = reason && holdWords(reason, voice.releaseAccount, isProven(reason, restoredAt))
  return [
    ...(campaign.heldSince
      ? [`Campaign ${campaign.id} is on hold, so nothing of it is sent. ${voice.releaseCampaign}`]
      : []),
    ...(held
      ? [`Partner account ${partnerAccount} is on hold (${reason}): ${held.why}`, `To do: ${held.todo}`]
      : []),
    ...(held || campaign.heldSince
      ? []
      : [`It is sent with the same request id ${whenSent(deposit, voice)}.`]),
    ...(inDoubt && resendUntil
      ? [`Without a clear answer by ${voice.time(resendUntil)} it goes to a person.`]
      : []),
    'The recipient reads that the claim is safe and that nothing is to do.',
  ]
}

function whenSent({ attempts, nextAttemptAt }: ToldDeposit, { time }: Voice): string {
  return attempts === 0
    ? 'as soon as it is its turn'
    : `again from ${time(nextAttemptAt)} on, when it is its turn`
}

function afterRefusal({ deposit, campaign, successor }: Told, voice: Voice): string[] {
  if (successor?.depositState) return [voice.wentOn(successor.id, successor.depositState)]
  if (successor)
    return ['The recipient opens the same claim URL again and signs in with another Amazon account.']
  return [
    campaign.anotherAccount
      ? 'While campaign and budget allow it, the recipient finds a button for another account at the same claim URL.'
      : 'The recipient reads whom to ask.',
    voice.anotherAccount(deposit.claimLinkId),
  ]
}

function inReview({ deposit, events, audit }: Told, voice: Voice): string[] {
  const proposal = openProposal(events, audit)
  const ask = voice.askAmazon(deposit.claimLinkId)
  const resolve = voice.decide(deposit.claimLinkId)
  if (proposal)
    return [
      ask,
      `${proposal.actor} proposed to refuse it; a different person must agree. ${resolve}.`,
      'A SUCCESS of Amazon that comes late ends the review too.',
    ]
  return [ask, `${resolve}${deposit.inDoubt ? '; refusing it takes two people' : ''}.`]
}
