/** What the QA page does and shows: claim links for scenarios in a campaign of its own, and the story of each link. */
import { DomainError } from '../domain/errors.ts'
import { parseMoney } from '../domain/money.ts'
import type { Hold } from '../domain/partner-account.ts'
import type { ShownLink } from '../storage/claim-link.ts'
import * as claimLinks from '../storage/claim-link.ts'
import { type Claim, findClaim } from './claim.ts'
import { type Issued, issueLink, issueScenario } from './claim-link.ts'
import { accountOf, type Context } from './context.ts'
import { type DepositStory, showDeposit } from './deposit-story.ts'
import { holdOf } from './partner-account.ts'
import { defaultAmount, findOrCreateCampaign } from './tool-campaign.ts'

const sender = 'QA'
/** Whoever uses the page is not signed in. */
const by = 'QA page'
const budget = '10000000'

export type QaOrder = {
  readonly accountName: string
  readonly amount: string
  /** A mock code, or null for a link that Amazon treats like any other. */
  readonly code: string | null
}

/** Makes a claim link, and the campaign for it when there is none. Throws `invalid-input` for amount and code. */
export async function makeQaLink(context: Context, { accountName, amount, code }: QaOrder): Promise<Issued> {
  const { currency } = accountOf(context, accountName)
  const { amountMinor } = parseMoney(amount, currency)
  if (amountMinor > parseMoney(budget, currency).amountMinor)
    throw new DomainError('invalid-input', `amount: a QA campaign has ${budget} ${currency} to give`)
  const input = {
    sender,
    support: 'qa@example.com',
    message: 'This link was made on the QA page.',
    amount: defaultAmount(currency),
    budget,
    account: accountName,
  }
  const campaign = await findOrCreateCampaign(context, input, amountMinor)
  return code === null
    ? await issueLink(context, campaign, by, amountMinor)
    : await issueScenario(context, campaign, { code, amountMinor }, by)
}

/** The newest links of a partner account that were made for QA. */
export async function listQaLinks({ database }: Context, accountName: string): Promise<ShownLink[]> {
  return await claimLinks.listForQa(database, accountName, sender)
}

export type QaLink = {
  readonly claim: Claim
  /** Null while nobody has claimed the link. */
  readonly story: DepositStory | null
  readonly hold: Hold
}

/** Everything about one link as an anonymous visitor and an operator see it, or undefined when there is none. */
export async function findQaLink(context: Context, id: string): Promise<QaLink | undefined> {
  if (!/^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)) return undefined
  const claim = await findClaim(context, id, null)
  if (!claim) return undefined
  const story = claim.standing.kind === 'claimed' ? await showDeposit(context, claim.link.id) : null
  return { claim, story, hold: await holdOf(context, claim.account.name) }
}
