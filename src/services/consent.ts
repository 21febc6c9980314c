/**
 * Consent: the recipient's yes, made durable once. One transaction under the claim link's lock takes the budget,
 * binds the Amazon account and writes the deposit with its request id and exact bytes.
 */
import { createHash } from 'node:crypto'
import { loadBody, withMockCode } from '../amazon/wire.ts'
import type { Campaign } from '../domain/campaign.ts'
import { type ClaimLink, whyUnclaimable } from '../domain/claim-link.ts'
import { requestId } from '../domain/deposit.ts'
import { chainStart } from '../domain/deposit-event.ts'
import { DomainError } from '../domain/errors.ts'
import { allowsScenarios } from '../domain/scenario.ts'
import * as campaigns from '../storage/campaign.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
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
  const consented = await context.database.transaction(async tx => {
    const made = await consentUnderLock(context, tx, signIn, person)
    context.failpoint('before-consent-commit')
    return made
  })
  context.failpoint('after-consent-commit')
  return consented
}

type Person = { readonly amazonAccount: string; readonly hash: Buffer }

/** Locks in the order claim link, earlier deposits, campaign, and inserts; everything that takes both keeps to it. */
async function consentUnderLock(
  context: Context,
  tx: Sql,
  signIn: signIns.SignIn,
  person: Person,
): Promise<boolean> {
  const link = await claimLinks.lock(tx, signIn.claimLinkId)
  if (!link || (await deposits.find(tx, link.id))) return false
  // A SUCCESS may have come late for a link that was refused and retried.
  if (link.replacesId !== null && !(await deposits.lockEarlierRefused(tx, link.id))) return false
  const campaign = await campaigns.lock(tx, link.campaignId)
  if (!campaign || whyUnclaimable(link, campaign, context.clock())) return false
  if (await whyChecking(tx, campaign)) return false
  if (link.rehearsal) {
    await signIns.rehearse(tx, signIn.id)
    return false
  }
  if ((await deposits.countByPerson(tx, campaign.id, person.hash)) >= campaign.perPersonLimit) return false
  if (!link.reserved && !(await campaigns.grant(tx, campaign.id, link.amountMinor))) return false
  await insertDeposit(context, tx, link, campaign, person)
  return true
}

async function insertDeposit(
  context: Context,
  tx: Sql,
  link: ClaimLink,
  campaign: Campaign,
  person: Person,
): Promise<void> {
  const account = accountOf(context, campaign.partnerAccount)
  const { id: claimLinkId, amountMinor, currency, mockCode } = link
  // Only a database restored or edited by hand has one there; the bytes would reach real money with a foreign id.
  if (mockCode !== null && !allowsScenarios(account.amazonEnv))
    throw new DomainError(
      'configuration',
      `claim link ${claimLinkId} has a mock code in production: revoke it`,
    )
  const id = requestId(account.partnerId, claimLinkId)
  const { amazonAccount } = person
  const load = { requestId: id, amazonAccount, money: { amountMinor, currency } }
  const written = mockCode === null ? load : withMockCode(load, mockCode, account.incentives.mockCodeIn)
  const body = loadBody(account, written)
  const bodyHash = createHash('sha256').update(body).digest()
  await deposits.insert(tx, {
    claimLinkId,
    campaignId: campaign.id,
    partnerAccount: account.name,
    requestId: id,
    amountMinor,
    currency,
    accountHash: person.hash,
    amazonAccount,
    body,
    bodyHash,
    chainHead: chainStart,
  })
  await events.append(tx, claimLinkId, 'consented', {
    requestId: id,
    // Amazon was sent the code in the place of the request id or the account, and knows nothing of that one.
    ...(mockCode !== null && { mockCode, mockCodeIn: account.incentives.mockCodeIn }),
    amountMinor,
    currency,
    account: person.hash.toString('hex'),
    bodySha256: bodyHash.toString('hex'),
  })
}
