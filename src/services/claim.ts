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
import type { HoldReason, PartnerAccount } from '../domain/partner-account.ts'
import { sessionHash } from '../storage/browser-session.ts'
import * as claims from '../storage/claim.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import * as restores from '../storage/restore.ts'
import { accountOf, type Context } from './context.ts'
import { unknownPersonHash } from './person.ts'

export type Claim = {
  /** The link that was opened, or its successor after a retry on another account. */
  readonly link: ClaimLink
  readonly campaign: Campaign
  readonly account: PartnerAccount
  /** Of `link`, or, where it was replaced, of the last link that succeeds it. */
  readonly standing: Standing
  /** When all this was so, by the database's clock. */
  readonly readAt: Date
  /** The visitor's, with who signed in last; null without one that has not ended. */
  readonly session: claims.BrowserSession | null
}

export type Standing =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly reason: Unclaimable | 'replaced' | 'person-limit' }
  | {
      readonly kind: 'claimed'
      readonly deposit: claims.ClaimDeposit
      /** Claimed with the visitor's account, or with another one; neither where the account is not known. */
      readonly own: boolean
      readonly byOther: boolean
      /** It was refused, and whoever claimed it may try another account without asking anybody. */
      readonly retryable: boolean
    }

/** The claim behind a token, as this browser session sees it, or undefined when there is none. */
export async function openClaim(
  context: Context,
  token: string,
  sessionId: string | null,
): Promise<Claim | undefined> {
  return await findClaim(context, claimLinkId(token), sessionId)
}

/** The claim of a link's id, as `openClaim` finds it. */
export async function findClaim(
  context: Context,
  id: string,
  sessionId: string | null,
): Promise<Claim | undefined> {
  const stored = await claims.find(context.database, id, sessionId === null ? null : sessionHash(sessionId))
  return stored && (await claimOf(context, stored, stored.session?.person ?? null))
}

/** What is stored of a link, as the visitor `person` finds it. */
export async function claimOf(
  context: Context,
  stored: claims.StoredClaim,
  person: Buffer | null,
): Promise<Claim> {
  const found = stored.alone ? { ...stored, last: stored.link } : await followChain(context.database, stored)
  const { link, campaign } = found
  const standing = standingOf(context, found, person)
  return {
    link,
    campaign,
    account: accountOf(context, campaign.partnerAccount),
    standing,
    readAt: stored.readAt,
    session: stored.session,
  }
}

type Found = Omit<claims.StoredClaim, 'alone'> & {
  /** Of the chain of successors. */
  readonly last: ClaimLink
}

/** From the opened link to the one that it stands for, with the deposit that counts for both. */
async function followChain(sql: Sql, stored: claims.StoredClaim): Promise<Found> {
  const chain = await claimLinks.chain(sql, stored.link.id)
  const link = actingLink(chain, stored.link.id) ?? stored.link
  const last = chain.at(-1) ?? link
  const deposit = (await deposits.find(sql, link.depositState ? link.id : last.id)) ?? null
  return { ...stored, link, last, deposit }
}

function standingOf(context: Context, found: Found, person: Buffer | null): Standing {
  const { link, last, campaign, deposit, holdReason, shut } = found
  if (deposit) return claimedBy(context, { link, campaign, deposit, holdReason }, person)
  if (last.id !== link.id) return { kind: 'closed', reason: last.revokedAt ? 'revoked' : 'replaced' }
  const reason = whyUnclaimable(link, campaign, context.clock()) ?? whyHeld(holdReason) ?? whyShut(link, shut)
  return reason ? { kind: 'closed', reason } : { kind: 'open' }
}

/** After a restore a claim might be one that Amazon has paid already. */
function whyHeld(holdReason: HoldReason | null): 'checking' | null {
  return holdReason === 'restore' ? 'checking' : null
}

/** A rehearsal is for the time before. */
function whyShut({ rehearsal }: ClaimLink, shut: boolean): 'not-live' | null {
  return shut && !rehearsal ? 'not-live' : null
}

type Claimed = Pick<Found, 'link' | 'campaign' | 'holdReason'> & { readonly deposit: claims.ClaimDeposit }

function claimedBy(context: Context, claimed: Claimed, person: Buffer | null): Standing {
  const { link, campaign, deposit, holdReason } = claimed
  const { claimLinkId, state, accountHash, requestId } = deposit
  const own = person !== null && accountHash.equals(person)
  const unknown = accountHash.equals(unknownPersonHash(context, requestId))
  const byOther = person !== null && !own && !unknown
  const asked = claimLinkId === link.id && state === 'refused' && campaign.anotherAccount
  const retryable =
    asked && (whyNotRetryable(link, campaign, context.clock()) ?? whyHeld(holdReason)) === null
  return { kind: 'claimed', deposit, own, byOther, retryable }
}

/** Why a refusal may not be believed yet, as the transaction sees it. */
async function whyChecking(
  sql: Sql,
  { id }: ClaimLink,
  { partnerAccount }: Campaign,
): Promise<'checking' | null> {
  if (await restores.isSuspect(sql, id)) return 'checking'
  return whyHeld(await partnerAccounts.findHold(sql, partnerAccount))
}

/** Why a refused link cannot be retried on another account now, as the transaction sees it, or null when it can. */
export async function whyNotRetried(
  { clock }: Pick<Context, 'clock'>,
  sql: Sql,
  { link, campaign }: { readonly link: ClaimLink; readonly campaign: Campaign },
): Promise<Unclaimable | null> {
  return whyNotRetryable(link, campaign, clock()) ?? (await whyChecking(sql, link, campaign))
}
