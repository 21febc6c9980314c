/**
 * Consent: the recipient's yes, made durable once. One statement under the claim link's lock takes the budget, binds
 * the Amazon account and writes the deposit with its request id and exact bytes.
 */
import { createHash } from 'node:crypto'
import { type Load, loadBody, withMockCode } from '../amazon/wire.ts'
import type { Campaign } from '../domain/campaign.ts'
import type { ClaimLink } from '../domain/claim-link.ts'
import { requestId as requestIdOf } from '../domain/deposit.ts'
import { chainStart, type DepositEvent, nextEntry } from '../domain/deposit-event.ts'
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { allowsScenarios } from '../domain/scenario.ts'
import * as consents from '../storage/consent.ts'
import * as deposits from '../storage/deposit.ts'
import * as signIns from '../storage/sign-in.ts'
import { accountOf, type Context } from './context.ts'
import type { SignedIn } from './signed-in.ts'

/**
 * Consents for the person who signed in. True when this call made the deposit; false when the link was already
 * claimed, cannot be claimed now, or is a rehearsal. What the page says next is read from the database either way.
 */
export async function consent(context: Context, signedIn: SignedIn): Promise<boolean> {
  const { signIn, claim } = signedIn
  if (claim.standing.kind !== 'open') return false
  if (claim.link.rehearsal) {
    await signIns.rehearse(context.database, signIn.id)
    return false
  }
  context.failpoint('before-consent-commit')
  const consented = await insert(context, claim.link, newConsent(context, signedIn))
  context.failpoint('after-consent-commit')
  return consented
}

/** Earlier deposits are locked first, then link and campaign; everything that takes several keeps to it. */
async function insert(
  { database }: Context,
  link: ClaimLink,
  consent: consents.NewConsent,
): Promise<boolean> {
  if (link.replacesId === null) return await consents.insert(database, consent)
  return await database.transaction(async tx => {
    // A SUCCESS may have come late for a link that was refused and retried.
    return (await deposits.lockEarlierRefused(tx, link.id)) && (await consents.insert(tx, consent))
  })
}

function newConsent(context: Context, signedIn: SignedIn): consents.NewConsent {
  const { link, account: claimed, readAt } = signedIn.claim
  const account = accountOf(context, claimed.name)
  const deposit = newDeposit(account, signedIn)
  const detail = detailOf(account, link, deposit)
  const start = { events: 0, chainHead: chainStart, at: readAt }
  return {
    deposit,
    now: context.clock(),
    grantMinor: link.reserved ? 0 : link.amountMinor,
    entry: nextEntry(start, { claimLinkId: link.id, type: 'consented', detail }),
  }
}

function newDeposit(account: PartnerAccount, { signIn, claim, person }: SignedIn): deposits.NewDeposit {
  const { id: claimLinkId, campaignId, amountMinor, currency } = claim.link
  const { amazonAccount } = signIn
  if (!amazonAccount) throw new Error('bug: consent without a verified sign-in')
  const requestId = requestIdOf(account.partnerId, claimLinkId)
  const body = bodyOf(account, claim.link, {
    requestId,
    amazonAccount,
    money: { amountMinor, currency },
    ...notificationOf(account, claim.campaign),
  })
  const bodyHash = createHash('sha256').update(body).digest()
  const owed = { claimLinkId, campaignId, partnerAccount: account.name, requestId, amountMinor, currency }
  return { ...owed, amazonAccount, accountHash: person, body, bodyHash }
}

function detailOf(
  { incentives }: PartnerAccount,
  { mockCode }: ClaimLink,
  { requestId, amountMinor, currency, accountHash, bodyHash }: deposits.NewDeposit,
): DepositEvent['detail'] {
  return {
    requestId,
    // Amazon was sent the code in the place of the request id or the account, and knows nothing of that one.
    ...(mockCode !== null && { mockCode, mockCodeIn: incentives.mockCodeIn }),
    amountMinor,
    currency,
    account: accountHash.toString('hex'),
    bodySha256: bodyHash.toString('hex'),
  }
}

/** What the campaign says at this moment; later changes of it or of the configuration reach no deposit. */
function notificationOf({ incentives }: PartnerAccount, { notificationText }: Campaign) {
  return incentives.notificationDetails && notificationText !== '' ? { notification: notificationText } : {}
}

/** The exact bytes that are sent, now and ever after. */
function bodyOf(account: PartnerAccount, { id, mockCode }: ClaimLink, load: Load): Buffer {
  if (mockCode === null) return loadBody(account, load)
  // Only a database restored or edited by hand has one there; the bytes would reach real money with a foreign id.
  if (!allowsScenarios(account.amazonEnv))
    throw new DomainError('configuration', `claim link ${id} has a mock code in production: revoke it`)
  return loadBody(account, withMockCode(load, mockCode, account.incentives.mockCodeIn))
}
