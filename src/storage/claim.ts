/**
 * All that a page says about a claim, in one statement: the link, its campaign, its deposit, and what holds the partner
 * account. A recipient reads it five times, and what a page costs is the number of its statements.
 */
import type { Campaign } from '../domain/campaign.ts'
import type { HoldReason } from '../domain/partner-account.ts'
import { columns as campaignColumns } from './campaign.ts'
import { type ListedLink, columns as linkColumns } from './claim-link.ts'
import type { Sql } from './database.ts'
import type { Deposit } from './deposit.ts'
import { joined } from './joined.ts'
import { type SignIn, columns as signInColumns } from './sign-in.ts'

/** What a page says about a deposit. */
export type ClaimDeposit = Omit<
  Deposit,
  'amountMinor' | 'currency' | 'inDoubt' | 'reason' | 'firstSentAt' | 'nextAttemptAt'
>

const depositColumns = `claim_link_id as "claimLinkId", campaign_id as "campaignId",
  partner_account as "partnerAccount", request_id as "requestId", account_hash as "accountHash", state, attempts,
  consented_at as "consentedAt", decided_at as "decidedAt"`

export type StoredClaim = {
  readonly link: ListedLink
  readonly campaign: Campaign
  /** Of this very link; null while nobody has claimed it. */
  readonly deposit: ClaimDeposit | null
  /** Why the partner account is on hold. */
  readonly holdReason: HoldReason | null
  /** The link neither replaces one nor is replaced, like almost all of them: it is its whole chain. */
  readonly alone: boolean
  /** The time of the database. */
  readonly readAt: Date
}

type Claim = {
  readonly link: Omit<ListedLink, 'depositState'>
  readonly campaign: Campaign
  readonly deposit: ClaimDeposit | { readonly [column in keyof ClaimDeposit]: null }
  readonly more: Pick<StoredClaim, 'holdReason' | 'alone' | 'readAt'>
}

const moreColumns = `hold_reason as "holdReason",
  link."replacesId" is null and not exists (select from claim_link where replaces_id = link.id) as alone,
  statement_timestamp() as "readAt"`

const selected = {
  link: linkColumns,
  campaign: campaignColumns,
  deposit: depositColumns,
  more: moreColumns,
}
const links = `(select ${linkColumns} from claim_link) link`
const ofLink = `join (select ${campaignColumns} from campaign) campaign on campaign.id = link."campaignId"
  left join (select ${depositColumns} from deposit) deposit on deposit."claimLinkId" = link.id
  cross join lateral (
    select ${moreColumns} from partner_account where name = campaign."partnerAccount") more`

const ofId = joined<Claim>(selected)
const byId = `select ${ofId.columns} from ${links} ${ofLink} where link.id = $1`

export async function find(sql: Sql, claimLinkId: string): Promise<StoredClaim | undefined> {
  const [row] = await sql.query(byId, [claimLinkId])
  return row && claimIn(ofId.apart(row))
}

function claimIn({ link, campaign, deposit, more }: Claim): StoredClaim {
  return {
    ...more,
    link: { ...link, depositState: deposit.state },
    campaign,
    deposit: deposit.state === null ? null : deposit,
  }
}

export type SignedClaim = {
  readonly signIn: SignIn
  /** Of the link that the sign-in is for. */
  readonly claim: StoredClaim
  /** How many claims of the campaign the asked person holds; refused ones do not count. */
  readonly held: number
}

type Signed = Claim & { readonly signIn: SignIn; readonly person: Pick<SignedClaim, 'held'> }

const ofSignIn = joined<Signed>({ ...selected, signIn: signInColumns, person: 'held' })
const bySignIn = `select ${ofSignIn.columns} from (select ${signInColumns} from sign_in) "signIn"
  join ${links} on link.id = "signIn"."claimLinkId" ${ofLink}
  cross join lateral (
    select count(*) as held from deposit
    where campaign_id = campaign.id and account_hash = $2 and state <> 'refused') person
  where "signIn".id = $1`

/** A sign-in with its claim, and how many claims of the campaign `person` holds. */
export async function findSigned(
  sql: Sql,
  signInId: string,
  person: Buffer | null,
): Promise<SignedClaim | undefined> {
  const [row] = await sql.query(bySignIn, [signInId, person])
  if (!row) return undefined
  const {
    signIn,
    person: { held },
    ...claim
  } = ofSignIn.apart(row)
  return { signIn, held, claim: claimIn(claim) }
}
