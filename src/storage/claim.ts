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
import { apart, under } from './joined.ts'
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

const claim = `${under('link', linkColumns)}, ${under('campaign', campaignColumns)}, ${under('deposit', depositColumns)},
  hold_reason as "claim.holdReason",
  link."replacesId" is null and not exists (select from claim_link where replaces_id = link.id) as "claim.alone",
  clock_timestamp() as "claim.readAt"`
const ofLink = `join (select ${campaignColumns} from campaign) campaign on campaign.id = link."campaignId"
  join partner_account on partner_account.name = campaign."partnerAccount"
  left join (select ${depositColumns} from deposit) deposit on deposit."claimLinkId" = link.id`

export async function find(sql: Sql, claimLinkId: string): Promise<StoredClaim | undefined> {
  const [row] = await sql.query(
    `select ${claim} from (select ${linkColumns} from claim_link) link ${ofLink} where link.id = $1`,
    [claimLinkId],
  )
  return row && claimIn(apart(row))
}

type Things = {
  readonly link: Omit<ListedLink, 'depositState'>
  readonly campaign: Campaign
  readonly deposit: ClaimDeposit | { readonly [column in keyof ClaimDeposit]: null }
  readonly claim: Pick<StoredClaim, 'holdReason' | 'alone' | 'readAt'>
}

function claimIn({ link, campaign, deposit, claim }: Things): StoredClaim {
  const depositState = deposit.state
  return {
    ...claim,
    link: { ...link, depositState },
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

type Asked = { readonly signIn: SignIn; readonly person: { readonly held: number } }

/** A sign-in with its claim, and how many claims of the campaign `person` holds. */
export async function findSigned(
  sql: Sql,
  signInId: string,
  person: Buffer | null,
): Promise<SignedClaim | undefined> {
  const [row] = await sql.query(
    `select ${under('signIn', signInColumns)}, ${claim},
       (select count(*) from deposit
        where campaign_id = campaign.id and account_hash = $2 and state <> 'refused') as "person.held"
     from (select ${signInColumns} from sign_in) "signIn"
     join (select ${linkColumns} from claim_link) link on link.id = "signIn"."claimLinkId" ${ofLink}
     where "signIn".id = $1`,
    [signInId, person],
  )
  if (!row) return undefined
  const {
    signIn,
    person: { held },
    ...things
  } = apart<Things & Asked>(row)
  return { signIn, held, claim: claimIn(things) }
}
