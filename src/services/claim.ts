/**
 * Where a claim link stands, for the pages that show it and for the consent that claims it. Reading changes
 * nothing, so scanners and previews are harmless.
 */
import type { Campaign } from '../domain/campaign.ts'
import {
  actingLink,
  type ClaimLink,
  claimLinkId,
  type Unclaimable,
  whyNotRetryable,
  whyUnclaimable,
} from '../domain/claim-link.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import * as campaigns from '../storage/campaign.ts'
import type { ListedLink } from '../storage/claim-link.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import { accountOf, type Context } from './context.ts'
import { unknownPersonHash } from './person.ts'

export type Claim = {
  /** The link that was opened, or its successor after a retry on another account. */
  readonly link: ClaimLink
  readonly campaign: Campaign
  readonly account: PartnerAccount
  /** Of `link`, or, where it was replaced, of the last link that succeeds it. */
  readonly standing: Standing
}

export type Standing =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly reason: Unclaimable | 'replaced' | 'person-limit' }
  | {
      readonly kind: 'claimed'
      readonly deposit: deposits.Deposit
      /** Claimed with the visitor's account, or with another one; neither where the account is not known. */
      readonly own: boolean
      readonly byOther: boolean
      /** It was refused, and whoever claimed it may try another account without asking anybody. */
      readonly retryable: boolean
    }

/** The claim behind a token, or undefined when there is none. `person` is the visitor, when signed in. */
export async function openClaim(
  context: Context,
  token: string,
  person: Buffer | null,
): Promise<Claim | undefined> {
  return await findClaim(context, claimLinkId(token), person)
}

/** The claim of a link's id, as `openClaim` finds it. */
export async function findClaim(
  context: Context,
  id: string,
  person: Buffer | null,
): Promise<Claim | undefined> {
  const { database } = context
  const chain = await claimLinks.chain(database, id)
  const link = actingLink(chain, id)
  if (!link) return undefined
  const campaign = await campaigns.find(database, link.campaignId)
  if (!campaign) throw new Error(`bug: claim link ${link.id} has no campaign`)
  const standing = await standingOf(context, { link, last: chain.at(-1) ?? link, campaign }, person)
  return { link, campaign, account: accountOf(context, campaign.partnerAccount), standing }
}

/**
 * The claim for somebody who has just signed in for it: also closed when this person has claimed enough already. The
 * landing page does not ask this, because the visitor may want to sign in with another account.
 */
export async function findClaimFor(context: Context, id: string, person: Buffer): Promise<Claim | undefined> {
  const claim = await findClaim(context, id, person)
  if (claim?.standing.kind !== 'open' || claim.link.rehearsal) return claim
  const claims = await deposits.countByPerson(context.database, claim.campaign.id, person)
  if (claims < claim.campaign.perPersonLimit) return claim
  return { ...claim, standing: { kind: 'closed', reason: 'person-limit' } }
}

type Found = { readonly link: ListedLink; readonly last: ListedLink; readonly campaign: Campaign }

async function standingOf(
  context: Context,
  { link, last, campaign }: Found,
  person: Buffer | null,
): Promise<Standing> {
  const deposit = await deposits.find(context.database, link.depositState ? link.id : last.id)
  if (deposit) return await claimedBy(context, { link, campaign, deposit }, person)
  if (last.id !== link.id) return { kind: 'closed', reason: last.revokedAt ? 'revoked' : 'replaced' }
  const reason =
    whyUnclaimable(link, campaign, context.clock()) ?? (await whyChecking(context.database, campaign))
  return reason ? { kind: 'closed', reason } : { kind: 'open' }
}

/** After a restore a claim might be one that Amazon has paid already. */
export async function whyChecking(sql: Sql, { partnerAccount }: Campaign): Promise<'checking' | null> {
  return (await partnerAccounts.findHold(sql, partnerAccount)) === 'restore' ? 'checking' : null
}

type Claimed = Pick<Found, 'campaign'> & { readonly link: ClaimLink; readonly deposit: deposits.Deposit }

/** Why a refused link cannot be retried on another account now, or null when it can. */
export async function whyNotRetried(
  { clock }: Pick<Context, 'clock'>,
  sql: Sql,
  { link, campaign }: Pick<Claimed, 'link' | 'campaign'>,
): Promise<Unclaimable | null> {
  return whyNotRetryable(link, campaign, clock()) ?? (await whyChecking(sql, campaign))
}

async function claimedBy(context: Context, claimed: Claimed, person: Buffer | null): Promise<Standing> {
  const { link, campaign, deposit } = claimed
  const { claimLinkId, state, accountHash, requestId } = deposit
  const own = person !== null && accountHash.equals(person)
  const unknown = accountHash.equals(unknownPersonHash(context, requestId))
  const byOther = person !== null && !own && !unknown
  const asked = claimLinkId === link.id && state === 'refused' && campaign.anotherAccount
  const retryable = asked && (await whyNotRetried(context, context.database, claimed)) === null
  return { kind: 'claimed', deposit, own, byOther, retryable }
}
