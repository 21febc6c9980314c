/** What the QA page does and shows: claim links for scenarios in a campaign of its own, and the story of each link. */
import type { Campaign } from '../domain/campaign.ts'
import { DomainError } from '../domain/errors.ts'
import { parseMoney } from '../domain/money.ts'
import type { HoldReason, PartnerAccount } from '../domain/partner-account.ts'
import type { ListedLink } from '../storage/claim-link.ts'
import * as claimLinks from '../storage/claim-link.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import { createCampaign, listCampaigns } from './campaign.ts'
import { type Claim, findClaim } from './claim.ts'
import { type Issued, issueLinks, issueScenario } from './claim-link.ts'
import { accountOf, type Context } from './context.ts'
import { type DepositStory, showDeposit } from './deposit-story.ts'

const sender = 'QA'
const budget = '10000000'

export type Hold = {
  readonly reason: HoldReason | null
  readonly since: Date | null
  /** When the next probe may leave. */
  readonly nextTry: Date
}

export type QaOrder = {
  readonly accountName: string
  readonly amount: string
  /** A mock code, or null for a link that Amazon treats like any other. */
  readonly code: string | null
}

/** Makes a claim link, and the campaign for it when there is none. Throws `invalid-input` for amount and code. */
export async function makeQaLink(context: Context, { accountName, amount, code }: QaOrder): Promise<Issued> {
  const account = accountOf(context, accountName)
  const { amountMinor } = parseMoney(amount, account.currency)
  if (amountMinor > parseMoney(budget, account.currency).amountMinor)
    throw new DomainError('invalid-input', `amount: a QA campaign has ${budget} ${account.currency} to give`)
  const campaign = (await findCampaign(context, account, amountMinor)) ?? (await create(context, account))
  if (code !== null) return await issueScenario(context, campaign, { code, amountMinor })
  const [issued] = await issueLinks(context, campaign, [{ externalId: null, amountMinor }])
  if (!issued) throw new Error('bug: one order made no link')
  return issued
}

async function findCampaign(
  context: Context,
  account: PartnerAccount,
  amountMinor: number,
): Promise<Campaign | undefined> {
  const now = context.clock()
  return (await listCampaigns(context)).find(
    ({ senderName, partnerAccount, state, closesAt, grantedMinor, budgetMinor }) =>
      senderName === sender &&
      partnerAccount === account.name &&
      state === 'live' &&
      closesAt > now &&
      grantedMinor + amountMinor <= budgetMinor,
  )
}

async function create(context: Context, { name, currency }: PartnerAccount): Promise<Campaign> {
  const nextYear = context.clock().getUTCFullYear() + 1
  return await createCampaign(context, {
    sender,
    support: 'qa@example.com',
    message: 'This link was made on the QA page.',
    amount: defaultAmount(currency),
    budget,
    closes: `${nextYear}-12-31`,
    perPersonLimit: 1_000,
    account: name,
  })
}

export function defaultAmount(currency: string): string {
  return currency === 'JPY' ? '2500' : '25.00'
}

/** The newest links of a partner account that were made for QA. */
export async function listQaLinks({ database }: Context, accountName: string): Promise<ListedLink[]> {
  return await claimLinks.listForQa(database, accountName, sender)
}

export async function holdOf({ database }: Context, accountName: string): Promise<Hold> {
  const status = (await partnerAccounts.listStatus(database)).find(({ name }) => name === accountName)
  if (!status) throw new Error(`bug: partner account ${accountName} is not registered`)
  return { reason: status.holdReason, since: status.heldSince, nextTry: status.sendAfter }
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
  const story = claim.standing.kind === 'claimed' ? await showDeposit(context, id) : null
  return { claim, story, hold: await holdOf(context, claim.account.name) }
}
