/** The validation link: the one claim that a partner account in production takes before it is open. */
import { parseActor } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import { publishedLimits } from '../domain/marketplace.ts'
import { parseMoney, toDecimal } from '../domain/money.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { type Validation, validationMs, validationSender } from '../domain/validation.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as funds from '../storage/funds.ts'
import * as marks from '../storage/launch-mark.ts'
import * as stored from '../storage/validation-link.ts'
import { type Issued, newLink, plain } from './claim-link.ts'
import { accountOf, type Context } from './context.ts'
import { showDeposit } from './deposit-story.ts'
import { askFunds, knowsFunds } from './funds.ts'
import { findOrCreateCampaign } from './tool-campaign.ts'

export type ValidationOrder = {
  readonly by: string
  /** In major units; without it the least that Amazon publishes, or 1.00 (100 yen) where it publishes nothing. */
  readonly amount?: string | undefined
}

/**
 * Makes the link, good once and for 24 hours; an older one that nobody claimed is worthless from then on. Throws `conflict`
 * outside production, when the account is open, and when one was claimed and not refused; `invalid-input` for a large amount.
 */
export async function makeValidationLink(
  context: Context,
  name: string,
  { by, amount }: ValidationOrder,
): Promise<Issued> {
  const actor = parseActor(by)
  const account = accountOf(context, name)
  await requireShut(context, account)
  const amountMinor = amountOf(account, amount)
  const campaign = await campaignFor(context, account, amountMinor)
  const fundsBefore = knowsFunds(account) ? await fundsSince(context, name, aMinuteAgo(context)) : null
  const expiresAt = new Date(context.clock().getTime() + validationMs)
  const order = { externalId: null, amountMinor }
  const { link, issued } = newLink(context, campaign, order, { ...plain, expiresAt })
  await context.database.transaction(async tx => {
    await stored.lock(tx, name)
    for (const id of await stored.listIds(tx, name)) await giveUp(tx, id)
    await claimLinks.insertAll(tx, [link])
    await stored.insert(tx, name, { claimLinkId: link.id, by: actor, fundsBefore })
    const worth = `${toDecimal(link)} ${link.currency}`
    await audit.append(tx, {
      actor,
      action: 'launch validate',
      subject: name,
      detail: { link: link.id, worth },
    })
  })
  return issued
}

async function requireShut({ database }: Context, { name, amazonEnv }: PartnerAccount): Promise<void> {
  if (amazonEnv !== 'production')
    throw new DomainError(
      'conflict',
      `account: in the ${amazonEnv} claims are open, and every link validates it`,
    )
  if (await marks.launchedAt(database, name))
    throw new DomainError('conflict', 'account: it is open for claims, so any link can be claimed')
}

/** Locks an earlier link, so that it is either claimed before, and then counts, or never. */
async function giveUp(tx: Sql, claimLinkId: string): Promise<void> {
  await claimLinks.lock(tx, claimLinkId)
  const deposit = await deposits.find(tx, claimLinkId)
  if (deposit && deposit.state !== 'refused')
    throw new DomainError('conflict', `account: a validation link is ${deposit.state} already; one is enough`)
  if (!deposit) await claimLinks.revoke(tx, claimLinkId)
}

function amountOf({ marketplace, currency }: PartnerAccount, amount: string | undefined): number {
  const least = publishedLimits(marketplace)?.leastMinor ?? 100
  if (amount === undefined) return least
  const { amountMinor } = parseMoney(amount, currency)
  const mostMinor = mostTimes * Math.max(least, 100)
  if (amountMinor <= mostMinor) return amountMinor
  const most = toDecimal({ amountMinor: mostMinor, currency })
  throw new DomainError(
    'invalid-input',
    `amount: a validation link is worth ${most} ${currency} at most; it only has to be taken`,
  )
}

/** A contract may set a higher least than the published one; it is no way around the checklist. */
const mostTimes = 10

async function campaignFor(context: Context, { name, currency }: PartnerAccount, amountMinor: number) {
  const amount = toDecimal({ amountMinor, currency })
  const budget = toDecimal({ amountMinor: 10 * amountMinor, currency })
  const input = { sender: validationSender, support: 'launch-validation@example.com', account: name }
  return await findOrCreateCampaign(context, { ...input, amount, budget }, amountMinor)
}

/** The newest validation link and what became of it; null when none was made. */
export async function readValidation(context: Context, name: string): Promise<Validation | null> {
  const account = accountOf(context, name)
  const found = await stored.findNewest(context.database, name)
  const link = found && (await claimLinks.find(context.database, found.claimLinkId))
  if (!found || !link) return null
  const { claimLinkId, by, fundsBefore, portalBy } = found
  const { amountMinor, currency, expiresAt, createdAt } = link
  const said = await answerTo(context, claimLinkId)
  const fundsAfter = said.state === 'deposited' ? await fundsAfterIt(context, account, found) : null
  return {
    ...{ claimLinkId, by, fundsBefore, fundsAfter, portalBy, ...said },
    money: { amountMinor, currency },
    expiresAt: expiresAt ?? createdAt,
  }
}

async function answerTo(
  context: Context,
  claimLinkId: string,
): Promise<Pick<Validation, 'state' | 'answer'>> {
  if (!(await deposits.find(context.database, claimLinkId))) return { state: null, answer: null }
  const { deposit, attempts } = await showDeposit(context, claimLinkId)
  const last = attempts.at(-1)
  const parts = last && [
    last.outcome ?? 'no answer yet',
    last.reason,
    last.httpStatus && `HTTP ${last.httpStatus}`,
  ]
  const id = last?.amazonRequestId ? [`Amazon’s request id ${last.amazonRequestId}`] : []
  return { state: deposit.state, answer: parts ? [...parts.filter(Boolean), ...id].join(', ') : null }
}

/** A reading that was begun before the deposit may be kept after it: two calls of six seconds, and a second between them. */
const settledMs = 15_000

/** Kept once they were read, and never after the opening: other deposits would change them. */
async function fundsAfterIt(
  context: Context,
  account: PartnerAccount,
  { claimLinkId, fundsAfter, fundsBefore }: stored.ValidationLink,
): Promise<number | null> {
  if (fundsAfter !== null || fundsBefore === null || !knowsFunds(account)) return fundsAfter
  const { decidedAt = null } = (await deposits.find(context.database, claimLinkId)) ?? {}
  if (!decidedAt || (await marks.launchedAt(context.database, account.name))) return null
  const after = await fundsSince(context, account.name, new Date(decidedAt.getTime() + settledMs))
  if (after !== null) await stored.setFundsAfter(context.database, claimLinkId, after)
  return after
}

/** A reading that is new enough serves. A question may be lost, and asking once more costs a second. */
async function fundsSince(context: Context, name: string, since: Date): Promise<number | null> {
  const { fundsMinor, readAt } = await funds.find(context.database, name)
  if (readAt !== null && readAt > since) return fundsMinor
  return (await askFunds(context, name)) ?? (await askFunds(context, name))
}

/** Nobody claims from an account that is shut, so its funds stay what they are. */
function aMinuteAgo({ clock }: Context): Date {
  return new Date(clock().getTime() - 60_000)
}

/** Somebody has seen the deposit's row in the portal. Throws `conflict` before it is deposited, and when it was seen. */
export async function confirmInPortal(context: Context, name: string, by: string): Promise<void> {
  const actor = parseActor(by)
  const validation = await readValidation(context, name)
  if (validation?.state !== 'deposited')
    throw new DomainError(
      'conflict',
      'account: its validation link is not deposited yet, so the portal cannot show it',
    )
  const { claimLinkId, portalBy } = validation
  if (portalBy !== null) throw new DomainError('conflict', `account: ${portalBy} has seen it already`)
  await context.database.transaction(async tx => {
    await stored.setPortalSeen(tx, claimLinkId, actor)
    await audit.append(tx, { actor, action: 'launch portal', subject: name, detail: { link: claimLinkId } })
  })
}
