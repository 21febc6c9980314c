/**
 * All that a page says about a claim, in one statement: the link, its campaign, its deposit, what holds the partner
 * account, and the browser session of who looks. A recipient reads it five times, and what a page costs is the number of
 * its statements.
 */
import type { Campaign } from '../domain/campaign.ts'
import type { HoldReason } from '../domain/partner-account.ts'
import { sessions, touch } from './browser-session.ts'
import { columns as campaignColumns } from './campaign.ts'
import { type ListedLink, columns as linkColumns } from './claim-link.ts'
import type { Sql } from './database.ts'
import type { Deposit } from './deposit.ts'
import { joined } from './joined.ts'
import { shutFor } from './launch-mark.ts'
import { type SignIn, columns as signInColumns } from './sign-in.ts'

/** What a page says about a deposit. */
export type ClaimDeposit = Omit<Deposit, 'amountMinor' | 'currency' | 'inDoubt' | 'reason' | 'firstSentAt'>

const depositColumns = `claim_link_id as "claimLinkId", campaign_id as "campaignId",
  partner_account as "partnerAccount", request_id as "requestId", account_hash as "accountHash", state, attempts,
  consented_at as "consentedAt", next_attempt_at as "nextAttemptAt", decided_at as "decidedAt"`

export type StoredClaim = {
  readonly link: ListedLink
  readonly campaign: Campaign
  /** Of this very link; null while nobody has claimed it. */
  readonly deposit: ClaimDeposit | null
  /** Why the partner account is on hold. */
  readonly holdReason: HoldReason | null
  /** The partner account is not open for claims, and the link is not its validation link. */
  readonly shut: boolean
  /** The link neither replaces one nor is replaced, like almost all of them: it is its whole chain. */
  readonly alone: boolean
  /** The time of the database. */
  readonly readAt: Date
  /** Of the visitor; null without one that has not ended. */
  readonly session: BrowserSession | null
}

export type BrowserSession = {
  /** Keyed hash of the account that signed in last. */
  readonly person: Buffer | null
}

type Claim = {
  readonly link: Omit<ListedLink, 'depositState'>
  readonly campaign: Campaign
  readonly deposit: ClaimDeposit | { readonly [column in keyof ClaimDeposit]: null }
  readonly more: Pick<StoredClaim, 'holdReason' | 'shut' | 'alone' | 'readAt'>
  readonly session: BrowserSession & {
    /** The idle limit is to be moved; null without a session. */
    readonly stale: boolean | null
  }
}

const moreColumns = `hold_reason as "holdReason",
  ${shutFor('link.id')} as shut,
  link."replacesId" is null and not exists (select from claim_link where replaces_id = link.id) as alone,
  statement_timestamp() as "readAt"`

const selected = {
  link: linkColumns,
  campaign: campaignColumns,
  deposit: depositColumns,
  more: moreColumns,
  session: 'person, stale',
}
const links = `(select ${linkColumns} from claim_link) link`
const ofLink = `join (select ${campaignColumns} from campaign) campaign on campaign.id = link."campaignId"
  left join (select ${depositColumns} from deposit) deposit on deposit."claimLinkId" = link.id
  cross join lateral (
    select ${moreColumns} from partner_account where name = campaign."partnerAccount") more`

const ofId = joined<Claim>(selected)
const byId = `select ${ofId.columns} from ${links} ${ofLink}
  left join ${sessions} session on session.id_hash = $2 where link.id = $1`

/** The claim as the browser session with this hash sees it, or nobody's. */
export async function find(
  sql: Sql,
  claimLinkId: string,
  sessionHash: Buffer | null,
): Promise<StoredClaim | undefined> {
  const [row] = await sql.query(byId, [claimLinkId, sessionHash])
  if (!row) return undefined
  const claim = ofId.apart(row)
  if (sessionHash && claim.session.stale) await touch(sql, sessionHash)
  return claimIn(claim)
}

function claimIn({ link, campaign, deposit, more, session: { person, stale } }: Claim): StoredClaim {
  return {
    ...more,
    session: stale === null ? null : { person },
    link: { ...link, depositState: deposit.state },
    campaign,
    deposit: deposit.state === null ? null : deposit,
  }
}

export type SignedClaim = {
  readonly signIn: SignIn
  /** Of the link that the sign-in is for. */
  readonly claim: StoredClaim
  /** How many claims of the campaign the session's person holds; refused ones do not count. */
  readonly held: number
}

type Signed = Claim & { readonly signIn: SignIn; readonly count: Pick<SignedClaim, 'held'> }

const ofSignIn = joined<Signed>({ ...selected, signIn: signInColumns, count: 'held' })
const bySignIn = `select ${ofSignIn.columns} from (select ${signInColumns} from sign_in) "signIn"
  join ${sessions} session on session.id_hash = "signIn"."sessionHash"
  join ${links} on link.id = "signIn"."claimLinkId" ${ofLink}
  cross join lateral (
    select count(*) as held from deposit
    where campaign_id = campaign.id and account_hash = session.person and state <> 'refused') count
  where "signIn".id = $1 and "signIn"."sessionHash" = $2`

/** A sign-in with its claim, if it is of the browser session with this hash and that has not ended. */
export async function findSigned(
  sql: Sql,
  signInId: string,
  sessionHash: Buffer,
): Promise<SignedClaim | undefined> {
  const [row] = await sql.query(bySignIn, [signInId, sessionHash])
  if (!row) return undefined
  const { signIn, count, ...claim } = ofSignIn.apart(row)
  if (claim.session.stale) await touch(sql, sessionHash)
  return { signIn, held: count.held, claim: claimIn(claim) }
}
