/**
 * Consent: the recipient's yes, made durable once. One transaction under the claim link's lock takes the budget,
 * binds the Amazon account and writes the deposit with its request id and exact bytes.
 */
import { createHash } from 'node:crypto'
import { type Load, loadBody, withMockCode } from '../amazon/wire.ts'
import type { Campaign } from '../domain/campaign.ts'
import { type ClaimLink, whyUnclaimable } from '../domain/claim-link.ts'
import { requestId as requestIdOf } from '../domain/deposit.ts'
import { chainStart, nextEntry } from '../domain/deposit-event.ts'
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { allowsScenarios } from '../domain/scenario.ts'
import * as campaigns from '../storage/campaign.ts'
import * as claimLinks from '../storage/claim-link.ts'
import * as consents from '../storage/consent.ts'
import type { Transaction } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as signIns from '../storage/sign-in.ts'
import { whyChecking } from './claim.ts'
import { accountOf, type Context } from './context.ts'
import { personHash } from './person.ts'

/**
 * Consents for the person who signed in. True when this call made the deposit; false when the link was already
 * claimed, cannot be claimed now, or is a rehearsal. What the page says next is read from the database either way.
 */
export async function consent(context: Context, signIn: signIns.SignIn): Promise<boolean> {
  if (!signIn.amazonAccount) throw new Error('bug: consent without a verified sign-in')
  const person = { amazonAccount: signIn.amazonAccount, hash: personHash(context, signIn.amazonAccount) }
  const consented = await context.database.transaction(tx => consentUnderLock(context, tx, signIn, person))
  context.failpoint('after-consent-commit')
  return consented
}

type Person = { readonly amazonAccount: string; readonly hash: Buffer }

/** Locks in the order claim link, earlier deposits, person, campaign; everything that takes several keeps to it. */
async function consentUnderLock(
  context: Context,
  tx: Transaction,
  signIn: signIns.SignIn,
  person: Person,
): Promise<boolean> {
  const link = await claimLinks.lock(tx, signIn.claimLinkId)
  if (!link || (await deposits.find(tx, link.id))) return false
  // A SUCCESS may have come late for a link that was refused and retried.
  if (link.replacesId !== null && !(await deposits.lockEarlierRefused(tx, link.id))) return false
  const at = await consents.takeTurn(tx, link.campaignId, person.hash)
  const campaign = await campaigns.find(tx, link.campaignId)
  if (!campaign || whyUnclaimable(link, campaign, context.clock())) return false
  if (await whyChecking(tx, campaign)) return false
  if (link.rehearsal) {
    await signIns.rehearse(tx, signIn.id)
    return false
  }
  if ((await deposits.countByPerson(tx, campaign.id, person.hash)) >= campaign.perPersonLimit) return false
  context.failpoint('before-consent-commit')
  return await consents.insert(tx, newConsent(context, { link, campaign, person, at }))
}

type Consenting = {
  readonly link: ClaimLink
  readonly campaign: Campaign
  readonly person: Person
  readonly at: Date
}

function newConsent(context: Context, { link, campaign, person, at }: Consenting): consents.NewConsent {
  const account = accountOf(context, campaign.partnerAccount)
  const { id: claimLinkId, amountMinor, currency, mockCode } = link
  const requestId = requestIdOf(account.partnerId, claimLinkId)
  const { amazonAccount, hash: accountHash } = person
  const body = bodyOf(account, link, { requestId, amazonAccount, money: { amountMinor, currency } })
  const bodyHash = createHash('sha256').update(body).digest()
  const owed = { claimLinkId, requestId, amountMinor, currency, accountHash, amazonAccount, body, bodyHash }
  const detail = {
    requestId,
    // Amazon was sent the code in the place of the request id or the account, and knows nothing of that one.
    ...(mockCode !== null && { mockCode, mockCodeIn: account.incentives.mockCodeIn }),
    amountMinor,
    currency,
    account: accountHash.toString('hex'),
    bodySha256: bodyHash.toString('hex'),
  }
  return {
    deposit: { ...owed, campaignId: campaign.id, partnerAccount: account.name },
    grantMinor: link.reserved ? 0 : amountMinor,
    entry: nextEntry({ events: 0, chainHead: chainStart, at }, { claimLinkId, type: 'consented', detail }),
  }
}

/** The exact bytes that are sent, now and ever after. */
function bodyOf(account: PartnerAccount, { id, mockCode }: ClaimLink, load: Load): Buffer {
  if (mockCode === null) return loadBody(account, load)
  // Only a database restored or edited by hand has one there; the bytes would reach real money with a foreign id.
  if (!allowsScenarios(account.amazonEnv))
    throw new DomainError('configuration', `claim link ${id} has a mock code in production: revoke it`)
  return loadBody(account, withMockCode(load, mockCode, account.incentives.mockCodeIn))
}
