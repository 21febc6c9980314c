/** A claim link of the plan's own, and what became of it: the part of the stage that the whole claim is played on. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Campaign } from '../domain/campaign.ts'
import { DomainError } from '../domain/errors.ts'
import { minorDigits } from '../domain/marketplace.ts'
import { parseMoney } from '../domain/money.ts'
import { type Issued, issueLink } from '../services/claim-link.ts'
import { accountOf, type Context } from '../services/context.ts'
import { type DepositStory, showDeposit } from '../services/deposit-story.ts'
import { revokeLink } from '../services/revoke.ts'
import { findOrCreateCampaign } from '../services/tool-campaign.ts'

export type Journey = {
  /** Issues one claim link worth the campaign's amount. */
  issue(): Promise<Issued>
  /** Makes an unclaimed link worthless; false when somebody has claimed it after all. */
  revoke(claimLinkId: string): Promise<boolean>
  /** The deposit of a link, or undefined while nobody has claimed it. */
  story(claimLinkId: string): Promise<DepositStory | undefined>
  /** Waits until the story fits, at most `ms`; returns the last one either way. */
  waitFor(
    claimLinkId: string,
    ms: number,
    fits: (story: DepositStory) => boolean,
  ): Promise<DepositStory | undefined>
  /** Walks the pages by itself, where Amazon's sign-in is the emulator's; null where a person has to. */
  readonly visitor: Visitor | null
  /** For a person: tells what to do, and waits this long for it. */
  readonly waitMs: number
  tell(text: string): void
}

/** Somebody who opens a link in a fresh browser. Each resolves with the text of the page where it ends. */
export type Visitor = {
  open(link: string): Promise<string>
  claim(link: string, account: string): Promise<string>
  cancel(link: string): Promise<string>
}

/** `campaign` is asked for when a link is issued, so that a run without one makes none. */
export type JourneyTerms = Pick<Journey, 'visitor' | 'waitMs' | 'tell'> & {
  campaign(): Promise<Campaign>
  /** Ends every wait. */
  readonly stopped: AbortSignal
}

export function createJourney(context: Context, { campaign, stopped, ...terms }: JourneyTerms): Journey {
  const story = (claimLinkId: string) => storyOf(context, claimLinkId)
  return {
    ...terms,
    issue: async () => await issueLink(context, await campaign(), by),
    revoke: claimLinkId => revoke(context, claimLinkId),
    story,
    waitFor: async (claimLinkId, ms, fits) => {
      const deadline = Date.now() + ms
      let last = await story(claimLinkId)
      while (!(last && fits(last)) && Date.now() < deadline && !stopped.aborted) {
        await sleep(lookMs)
        last = await story(claimLinkId)
      }
      return last
    },
  }
}

const lookMs = 200
/** For the audit. */
const by = 'testplan'

/** The plan's own campaign for this partner account, with room for a run. */
export async function planCampaign(context: Context, account: string): Promise<Campaign> {
  const { currency } = accountOf(context, account)
  const [amount, budget] = minorDigits(currency) === 0 ? ['100', '100000'] : ['1.00', '1000.00']
  const input = { sender: 'Test plan', support: 'test-plan@example.com', amount, budget, account }
  return await findOrCreateCampaign(context, input, 10 * parseMoney(amount, currency).amountMinor)
}

async function revoke(context: Context, claimLinkId: string): Promise<boolean> {
  try {
    await revokeLink(context, claimLinkId, by)
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'conflict') return false
    throw error
  }
}

async function storyOf(context: Context, claimLinkId: string): Promise<DepositStory | undefined> {
  return await showDeposit(context, claimLinkId).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not-found') return undefined
    throw error
  })
}
