/**
 * A claim link: the URL with a secret token that one recipient may claim once. Only the id, a hash of the
 * token, is kept, so a stolen database claims nothing.
 */
import { hash } from 'node:crypto'
import { type Campaign, type Closed, whyClosed } from './campaign.ts'
import { encodeCrockford } from './crockford.ts'
import type { DepositState } from './deposit.ts'

export type ClaimLink = {
  readonly id: string
  readonly campaignId: string
  /** The marketer's own reference for the recipient, unique among a campaign's links that are not revoked. */
  readonly externalId: string | null
  readonly amountMinor: number
  readonly currency: string
  /** A rehearsal link walks every page and can never have a deposit. */
  readonly rehearsal: boolean
  /** The scenario: what Amazon's sandbox is told to answer; null outside QA. */
  readonly mockCode: string | null
  readonly revokedAt: Date | null
  /** The claim link that this one succeeds. */
  readonly replacesId: string | null
  /** Its amount was taken from the budget when it was made, because the refused link before it had one. */
  readonly reserved: boolean
  /** From then on nobody can claim it, also where its campaign is open for longer. */
  readonly expiresAt: Date | null
  readonly pausedAt: Date | null
  /** The order that it was made for, and its line there; null for a link that was made alone. */
  readonly batchId: string | null
  readonly batchLine: number | null
  /** The file that holds it has not reached whoever ordered it, so that it cannot be claimed yet. */
  readonly issuing: boolean
  readonly createdAt: Date
}

/** Bytes of randomness that a claim token is made of; 130 bits of them are used, beyond any guessing. */
export const claimTokenBytes = 17

/**
 * 22 characters of base64url. The first and the last are letters or digits: a cell that begins with a hyphen is a formula
 * to a spreadsheet, and mail programs cut one from the end of an address.
 */
export function claimToken(bytes: Buffer): string {
  const edges = encodeCrockford(bytes.subarray(15), 2)
  return `${edges.charAt(0)}${bytes.toString('base64url', 0, 15)}${edges.charAt(1)}`
}

/** As `claimToken` makes it, alone or within other words. */
const bareToken = /(?<![\w-])[0-9A-Z][\w-]{20}[0-9A-Z](?![\w-])/

/** The token in a text that somebody pasted: of a claim link, however mail systems wrapped and encoded it, or alone. */
export function tokenIn(text: string): string | undefined {
  return /\/c\/([^/?#&%\s]+)/.exec(text.replace(/%(25)*2F/gi, '/'))?.[1] ?? bareToken.exec(text)?.[0]
}

/**
 * The claim link's id: 26 characters of Crockford base32 of SHA-256("claim-link:" and the token). Never a
 * sequence, so a restored or cloned database makes the same id for the same link and no other.
 */
export function claimLinkId(token: string): string {
  return encodeCrockford(hash('sha256', `claim-link:${token}`, 'buffer'), 26)
}

/**
 * The id of the link that succeeds a refused one for another account, the same in a restored database: a second one must not
 * be paid beside it. Nobody has a token of it.
 */
export function successorId(refusedId: string): string {
  return encodeCrockford(hash('sha256', `successor:${refusedId}`, 'buffer'), 26)
}

/** The link of the chain that goes on from this one; undefined while it is the last. */
export function successorIn<Link extends Pick<ClaimLink, 'replacesId'>>(
  chain: readonly Link[],
  id: string,
): Link | undefined {
  return chain.find(({ replacesId }) => replacesId === id)
}

/** The short form of a claim link's id that recipients quote and operators look up, such as `7KQ2-M9XA`. */
export function reference(id: string): string {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}`
}

/**
 * `checking`: after a restore nothing is claimed until a person has compared the database with Amazon's records.
 * `not-ready`: it has not been issued for good yet. `not-live`: the partner account is not open for claims yet.
 */
export type Unclaimable = Closed | 'revoked' | 'budget-used-up' | 'checking' | 'not-ready' | 'not-live'

/**
 * The link that an opened one stands for, in its chain of successors: one that was refused and retried on another
 * account leads on to its successor, and a SUCCESS that came late leads back from every link after it. One that was
 * replaced, and so revoked, stands for itself.
 */
export function actingLink<Link extends { readonly id: string; readonly depositState: DepositState | null }>(
  chain: readonly Link[],
  id: string,
): Link | undefined {
  let at = chain.findIndex(link => link.id === id)
  const claimed = chain
    .slice(0, at + 1)
    .find(({ depositState }) => depositState && depositState !== 'refused')
  if (claimed) return claimed
  while (chain[at]?.depositState === 'refused' && chain[at + 1]) at++
  return chain[at]
}

type Worth = Pick<
  ClaimLink,
  'revokedAt' | 'expiresAt' | 'pausedAt' | 'issuing' | 'amountMinor' | 'rehearsal' | 'reserved'
>

/** The end of the time in which the link can be claimed: its own or its campaign's, whichever comes first. */
export function deadlineOf(
  { expiresAt }: Pick<ClaimLink, 'expiresAt'>,
  { closesAt }: Pick<Campaign, 'closesAt'>,
): Date {
  return expiresAt && expiresAt < closesAt ? expiresAt : closesAt
}

/** Why a refused claim link cannot be retried on another account now, or null when it can. */
export function whyNotRetryable(link: Worth, campaign: Campaign, now: Date): Unclaimable | null {
  return whyUnclaimable({ ...link, reserved: false }, campaign, now)
}

/** Why an unclaimed claim link cannot be claimed now, or null when it can. */
export function whyUnclaimable(link: Worth, campaign: Campaign, now: Date): Unclaimable | null {
  if (link.revokedAt) return 'revoked'
  if (now >= deadlineOf(link, campaign)) return 'expired'
  const closed = whyClosed(campaign, now)
  // A rehearsal is for the time before.
  const ahead = closed === 'not-launched' || closed === 'not-yet-open'
  if (closed && !(link.rehearsal && ahead)) return closed
  if (link.issuing) return 'not-ready'
  if (link.pausedAt) return 'paused'
  if (link.rehearsal || link.reserved) return null
  return campaign.grantedMinor + link.amountMinor > campaign.budgetMinor ? 'budget-used-up' : null
}
