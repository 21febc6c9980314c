/** A deposit that starts at consent, without a browser: for tests of what happens after it. */
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import type { CampaignInput } from '../../src/services/campaign.ts'
import { claimOf } from '../../src/services/claim.ts'
import { consent } from '../../src/services/consent.ts'
import { sendDeposit } from '../../src/services/deposit.ts'
import { personHash } from '../../src/services/person.ts'
import { takeBackAbandoned } from '../../src/services/recovery.ts'
import type { SignedIn } from '../../src/services/signed-in.ts'
import * as claims from '../../src/storage/claim.ts'
import * as deposits from '../../src/storage/deposit.ts'
import type { Lane } from '../../src/storage/deposit-queue.ts'
import * as signIns from '../../src/storage/sign-in.ts'
import { type Options, setFaults, startTestService, type TestService } from './service.ts'

/** The emulator's Jane Doe. */
export const jane = 'amzn1.account.AEJANEDOEQ2X7KLMN4RSTUVWYZ23'
export const john = 'amzn1.account.AEJOHNSMITH5BCDF3GHKLMPQRT67'

/** Storage, emulator and use cases without the web and its background work. */
export function startCore(t: TestContext, options: Options = {}): Promise<TestService> {
  return startTestService(t, { ...options, serve: false })
}

export async function freshLinkId(service: TestService, input: Partial<CampaignInput> = {}): Promise<string> {
  const [link = ''] = await service.links(await service.campaign(input))
  return claimLinkId(link.split('/').at(-1) ?? '')
}

/** `account` has signed in for the link and looks at its claim now. */
export async function signedIn(
  { context }: TestService,
  claimLinkId: string,
  account = jane,
): Promise<SignedIn> {
  const id = randomBytes(16).toString('base64url')
  const stateHash = randomBytes(32)
  const [sessionHash, renewedHash] = [randomBytes(32), randomBytes(32)]
  const person = personHash(context, account)
  const codeVerifier = 'verifier'
  const begun = {
    id,
    stateHash,
    sessionHash,
    claimLinkId,
    partnerAccount: 'default',
    codeVerifier,
    lifeMs: 60_000,
  }
  await signIns.insert(context.database, begun, {})
  await signIns.consume(context.database, stateHash, sessionHash)
  const verified = { id, amazonAccount: account, initials: null, lifeMs: 60_000 }
  const content = { person: person.toString('base64url') }
  await signIns.verify(context.database, verified, { from: sessionHash, to: renewedHash, content })
  const signIn = await signIns.find(context.database, id, renewedHash)
  const claim = await claims.find(context.database, claimLinkId, renewedHash)
  if (!signIn || !claim) throw new Error('bug: the sign-in or its claim is gone')
  return { signIn, claim: await claimOf(context, claim, person), person }
}

/** A fresh link on which `account` has consented; returns its id. */
export async function consented(
  service: TestService,
  input: Partial<CampaignInput> = {},
  account = jane,
): Promise<string> {
  const id = await freshLinkId(service, input)
  await consent(service.context, await signedIn(service, id, account))
  return id
}

/** `count` consents of one campaign, one after the other; returns the ids of their links. */
export async function consentedLane(service: TestService, count: number): Promise<string[]> {
  const links = await service.links(await service.campaign(), count)
  const ids = links.map(link => claimLinkId(link.split('/').at(-1) ?? ''))
  for (const id of ids) await consent(service.context, await signedIn(service, id))
  return ids
}

export async function depositOf(
  { database }: Pick<TestService, 'database'>,
  id: string,
): Promise<deposits.Deposit> {
  const deposit = await deposits.find(database, id)
  if (!deposit) throw new Error(`there is no deposit on ${id}`)
  return deposit
}

/** Makes whatever waits due now, and takes back what dead processes left: time passes without waiting. */
export async function passTime({ database, context }: TestService): Promise<void> {
  await database.query("update deposit set leased_until = now() where state = 'sending'")
  await takeBackAbandoned(context)
  await database.query("update deposit set next_attempt_at = now() where state = 'pending'")
  await database.query("update partner_account set send_after = now() where send_after < 'infinity'")
}

/** Sends the deposit, which is the only one of its lane; false when nothing of the lane is due. */
export async function sendAlone(
  service: Pick<TestService, 'database' | 'context'>,
  id: string,
): Promise<boolean> {
  return (await sendDeposit(service.context, await laneOf(service, id))) !== undefined
}

export async function laneOf({ database }: Pick<TestService, 'database'>, id: string): Promise<Lane> {
  const { partnerAccount, campaignId } = await depositOf({ database }, id)
  return { partnerAccount, campaignId }
}

/** `account` claims the link, and it is deposited. */
export async function pay(service: TestService, id: string, account = jane): Promise<void> {
  await consent(service.context, await signedIn(service, id, account))
  await sendAlone(service, id)
}

/** Amazon refuses the deposit, which waits alone. */
export async function refuseOnce(service: TestService, id: string): Promise<void> {
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await sendAlone(service, id)
}
