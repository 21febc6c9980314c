/** The launch of a campaign and its dry run, which tells cost, time and problems and makes nothing. */
import type { Campaign } from '../domain/campaign.ts'
import {
  type DryRun,
  durationMs,
  fastestPerMinute,
  longestWaitMs,
  type Mailing,
  safeWaitMs,
} from '../domain/dry-run.ts'
import { DomainError } from '../domain/errors.ts'
import { type LinkTotals, launchProblems } from '../domain/launch-problem.ts'
import { publishedLimits } from '../domain/marketplace.ts'
import { toDecimal } from '../domain/money.ts'
import type { AccountQueue } from '../domain/queue.ts'
import { hasClaimable, hasOrders, linkTotals, owedMinor } from '../storage/campaign-launch.ts'
import { readQueue } from '../storage/queue.ts'
import { getCampaign, moveCampaign } from './campaign.ts'
import { accountOf, type Context } from './context.ts'
import { askFunds, knowsFunds } from './funds.ts'
import { freshFunds } from './funds-watch.ts'
import { paceOf } from './queue.ts'

/** Works a mailing out at so many mails a minute, or without `perMinute` at the fastest that is safe. */
export async function dryRun(context: Context, id: string, perMinute?: number): Promise<DryRun> {
  const campaign = await getCampaign(context, id)
  const totals = await linkTotals(context.database, campaign.id)
  const account = await accountQueue(context, campaign.partnerAccount)
  const money = await moneyOf(context, campaign, totals, freshFunds)
  const { takesMs, ...pace } = paceIn(context, campaign, { totals, account }, perMinute)
  const now = context.clock()
  const begin = Math.max(now.getTime(), campaign.opensAt.getTime())
  const finishAt = new Date(begin + takesMs)
  const { marketplace, funding } = accountOf(context, campaign.partnerAccount)
  const limits = publishedLimits(marketplace)
  const fundsRequired = funding.required
  const { gapMinor } = money
  const openOrders = await hasOrders(context.database, campaign.id)
  const { holdReason } = account
  const facts = { campaign, totals, openOrders, limits, gapMinor, fundsRequired, holdReason, finishAt, now }
  return { campaign, totals, ...money, ...pace, finishAt, problems: launchProblems(facts) }
}

/** What the member was shown and agrees to. */
export type Agreed = Pick<LinkTotals, 'links' | 'totalMinor'>

/**
 * Opens a draft to its recipients. Throws `conflict` when it is no draft any more, its window is over, or its links have
 * changed since `agreed` was shown, and where the settings want its cost covered and the funds do not.
 */
export async function launchCampaign(
  context: Context,
  id: string,
  { by, agreed }: { readonly by: string; readonly agreed: Agreed | null },
): Promise<Campaign> {
  await requireFunds(context, id)
  return await moveCampaign(context, id, 'launch', by, async (tx, campaign) => {
    if (!agreed) return
    const { links, totalMinor } = await linkTotals(tx, campaign.id)
    if (links !== agreed.links || totalMinor !== agreed.totalMinor)
      throw new DomainError('conflict', 'The links have changed since you saw this page; look once more')
  })
}

/** Asks Amazon at this moment, whatever a page has shown; where nobody can know the funds, nothing is required. */
async function requireFunds(context: Context, id: string): Promise<void> {
  const campaign = await getCampaign(context, id)
  const account = accountOf(context, campaign.partnerAccount)
  if (!account.funding.required || !knowsFunds(account)) return
  const totals = await linkTotals(context.database, campaign.id)
  const { gapMinor } = await moneyOf(context, campaign, totals, askFunds)
  if (gapMinor === null)
    throw new DomainError(
      'conflict',
      'campaign: Amazon did not tell the funds, and FUNDS_REQUIRED wants them known; try again',
    )
  if (gapMinor === 0) return
  const gap = `${toDecimal({ amountMinor: gapMinor, currency: campaign.currency })} ${campaign.currency}`
  throw new DomainError(
    'conflict',
    `campaign: ${gap} are missing at Amazon, and FUNDS_REQUIRED allows no launch before they are there; add funds`,
  )
}

/** Whether a launch would let somebody claim. */
export async function isClaimable(
  { database }: Pick<Context, 'database'>,
  { id }: Campaign,
): Promise<boolean> {
  return await hasClaimable(database, id)
}

/** The links that somebody can still claim. */
export async function countClaimable(
  { database }: Pick<Context, 'database'>,
  { id }: Campaign,
): Promise<LinkTotals> {
  return await linkTotals(database, id)
}

async function accountQueue({ database }: Context, name: string): Promise<AccountQueue> {
  const account = (await readQueue(database)).find(candidate => candidate.name === name)
  if (account) return account
  throw new Error(`bug: partner account ${name} is not registered`)
}

async function moneyOf(
  context: Context,
  campaign: Campaign,
  { totalMinor }: LinkTotals,
  fundsOf: typeof askFunds,
) {
  const { partnerAccount, budgetMinor, grantedMinor } = campaign
  const costMinor = Math.min(totalMinor, budgetMinor - grantedMinor)
  const owed = await owedMinor(context.database, partnerAccount)
  const fundsMinor = knowsFunds(accountOf(context, partnerAccount))
    ? await fundsOf(context, partnerAccount)
    : null
  const gapMinor = fundsMinor === null ? null : Math.max(0, costMinor + owed - fundsMinor)
  return { costMinor, owedMinor: owed, fundsMinor, gapMinor }
}

type Counted = { readonly totals: LinkTotals; readonly account: AccountQueue }

function paceIn(context: Context, campaign: Campaign, { totals, account }: Counted, given?: number) {
  const own = account.lanes.find(({ campaignId }) => campaignId === campaign.id)
  const mailing: Mailing = {
    links: totals.links,
    perSecond: paceOf(context, campaign.partnerAccount),
    ahead: account.sending + (own?.waiting ?? 0),
    others: account.lanes.filter(lane => lane !== own),
  }
  const fastest = fastestPerMinute(mailing, safeWaitMs)
  const perMinute = given ?? fastest
  return {
    perSecond: mailing.perSecond,
    drainMs: durationMs(mailing, null),
    fastestPerMinute: fastest,
    perMinute,
    longestWaitMs: longestWaitMs(mailing, perMinute),
    takesMs: durationMs(mailing, perMinute),
  }
}
