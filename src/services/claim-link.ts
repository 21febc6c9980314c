/** Issuing claim links, listing them, and finding one by what people have of it. A token is shown once, here, and never again. */
import { parseActor } from '../domain/audit.ts'
import { type Campaign, fixedAmount } from '../domain/campaign.ts'
import { type ClaimLink, claimLinkId, claimToken, claimTokenBytes } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import { toDecimal } from '../domain/money.ts'
import { allowsScenarios, scenarioOf } from '../domain/scenario.ts'
import * as audit from '../storage/audit.ts'
import type { ShownLink } from '../storage/claim-link.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import { getCampaign } from './campaign.ts'
import { accountOf, type Context } from './context.ts'

export type Order = { readonly externalId: string | null; readonly amountMinor: number }
export type Issued = {
  readonly id: string
  readonly externalId: string | null
  readonly amountMinor: number
  readonly claimUrl: string
}

const batchSize = 5_000

/** Issues one link per order, all or none, in the name of `by`. Throws `conflict` when an external id already has a link. */
export async function issueLinks(
  context: Context,
  campaign: Campaign,
  orders: readonly Order[],
  by: string,
): Promise<Issued[]> {
  const made = orders.map(order => newLink(context, campaign, order, plain))
  await context.database.transaction(async tx => {
    await refuseTaken(tx, campaign, orders)
    for (let start = 0; start < made.length; start += batchSize) {
      await claimLinks.insertAll(
        tx,
        made.slice(start, start + batchSize).map(({ link }) => link),
      )
    }
    const links = made.map(({ link }) => link)
    await noteIssued(tx, campaign, links, by)
  })
  return made.map(({ issued }) => issued)
}

/** One link, for somebody of whom no external id is known. */
export async function issueLink(
  context: Context,
  campaign: Campaign,
  by: string,
  amountMinor = fixedAmount(campaign),
): Promise<Issued> {
  return await issueOne(context, campaign, amountMinor, plain, by)
}

/**
 * A link whose deposit Amazon's sandbox answers as the mock code says. Throws `conflict` where money is real, and
 * `invalid-input` for a code that is not known.
 */
export async function issueScenario(
  context: Context,
  campaign: Campaign,
  { code, amountMinor }: { readonly code: string; readonly amountMinor: number },
  by: string,
): Promise<Issued> {
  if (!allowsScenarios(accountOf(context, campaign.partnerAccount).amazonEnv))
    throw new DomainError(
      'conflict',
      'scenario: in production there are none; use the emulator or the sandbox',
    )
  return await issueOne(context, campaign, amountMinor, { ...plain, mockCode: scenarioOf(code).code }, by)
}

type Kind = Pick<ClaimLink, 'rehearsal' | 'mockCode' | 'replacesId' | 'reserved' | 'expiresAt' | 'pausedAt'>
/** One that is claimed and paid like almost all of them. */
export const plain: Kind = {
  rehearsal: false,
  mockCode: null,
  replacesId: null,
  reserved: false,
  expiresAt: null,
  pausedAt: null,
}

async function issueOne(
  context: Context,
  campaign: Campaign,
  amountMinor: number,
  kind: Kind,
  by: string,
): Promise<Issued> {
  const { link, issued } = newLink(context, campaign, { externalId: null, amountMinor }, kind)
  await context.database.transaction(async tx => {
    await claimLinks.insertAll(tx, [link])
    await noteIssued(tx, campaign, [link], by)
  })
  return issued
}

/** One entry of the campaign, however many there are: links are counted, and only one alone is named. */
async function noteIssued(
  tx: Sql,
  { id: subject, currency }: Campaign,
  links: readonly claimLinks.NewClaimLink[],
  by: string,
): Promise<void> {
  const [first] = links
  if (!first) return
  const amountMinor = links.reduce((sum, link) => sum + link.amountMinor, 0)
  const detail = {
    links: String(links.length),
    worth: `${toDecimal({ amountMinor, currency })} ${currency}`,
    ...(links.length === 1 && { link: first.id }),
    ...(first.mockCode !== null && { scenario: first.mockCode }),
  }
  await audit.append(tx, { actor: parseActor(by), action: 'link issue', subject, detail })
}

/** A link with a fresh token, not yet stored. */
export function newLink(context: Context, campaign: Campaign, order: Order, kind: Kind) {
  const token = claimToken(context.randomBytes(claimTokenBytes))
  const link = {
    id: claimLinkId(token),
    campaignId: campaign.id,
    currency: campaign.currency,
    ...order,
    ...kind,
  }
  return { link, issued: { id: link.id, ...order, claimUrl: `${context.publicUrl}/c/${token}` } }
}

/** Throws `conflict` where one of the external ids has a link in this campaign, or is about to. */
export async function refuseTaken(
  tx: Sql,
  campaign: Campaign,
  orders: ReadonlyArray<Pick<Order, 'externalId'>>,
): Promise<void> {
  const wanted = orders.flatMap(({ externalId }) => externalId ?? [])
  const taken = await claimLinks.takenExternalIds(tx, campaign.id, wanted)
  if (taken.length === 0) return
  const shown = taken.slice(0, 10).join(', ')
  throw new DomainError(
    'conflict',
    `external_id: ${taken.length} already have a link in this campaign (${shown}); nothing was issued`,
  )
}

export async function listLinks(
  { database }: Pick<Context, 'database'>,
  campaignId: string,
): Promise<ShownLink[]> {
  const campaign = await getCampaign({ database }, campaignId)
  return await claimLinks.listByCampaign(database, campaign.id)
}

/** What the unclaimed links of a campaign are worth beyond what its budget has left, in minor units; never negative. */
export async function overIssued(
  { database }: Pick<Context, 'database'>,
  campaignId: string,
): Promise<number> {
  const { budgetMinor, grantedMinor } = await getCampaign({ database }, campaignId)
  return Math.max(0, (await claimLinks.sumUnclaimed(database, campaignId)) - (budgetMinor - grantedMinor))
}

/** What every link of the campaign is worth, in minor units; null where one may be worth more or less than another. */
export async function amountOfAll(
  { database }: Pick<Context, 'database'>,
  { id, amountMinor }: Campaign,
): Promise<number | null> {
  if (amountMinor === null) return null
  return (await claimLinks.hasOtherAmount(database, id, amountMinor)) ? null : amountMinor
}

export type { ShownLink } from '../storage/claim-link.ts'

/** Finds a link by its id, the beginning of it, a reference like 7KQ2-M9XA, or its claim URL. Throws `not-found`. */
export async function getLink({ database }: Pick<Context, 'database'>, named: string): Promise<ClaimLink> {
  const token = /\/c\/([^/?#]+)/.exec(named)?.[1]
  const prefix = token ? claimLinkId(token) : named.replaceAll('-', '').toUpperCase()
  const usable = /^[0-9A-HJKMNP-TV-Z]{4,26}$/.test(prefix)
  const found = usable ? await claimLinks.findByPrefix(database, prefix) : []
  if (found[0] && found.length === 1) return found[0]
  const reason =
    found.length > 1
      ? 'several claim links begin like that; give more of the id'
      : 'there is no such claim link'
  throw new DomainError('not-found', `link: ${reason}`)
}
