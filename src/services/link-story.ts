/** One claim link as the staff asks about it: what became of it, who opened it, and why it can or cannot be claimed. */
import { type Campaign, isOver } from '../domain/campaign.ts'
import { successorIn } from '../domain/claim-link.ts'
import { type LinkState, stateOf } from '../domain/link-state.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import * as audit from '../storage/audit.ts'
import type { ListedLink } from '../storage/claim-link.ts'
import * as claimLinks from '../storage/claim-link.ts'
import * as visits from '../storage/visit.ts'
import { findClaim, type Standing } from './claim.ts'
import { getLink } from './claim-link.ts'
import type { Context } from './context.ts'
import { type DepositCase, examineDeposit } from './deposit-story.ts'

export type LinkStory = {
  readonly link: ListedLink
  /** In one word. */
  readonly state: LinkState
  readonly campaign: Campaign
  readonly account: PartnerAccount
  /** What whoever opens its URL finds now. */
  readonly standing: Standing
  /** Undefined while nothing has opened it. */
  readonly visits: visits.LinkVisits | undefined
  /** The id of the link that took its place. */
  readonly successor: string | null
  /** Its own deposit; null while it is not claimed. */
  readonly deposit: DepositCase | null
  /** What people did to it, oldest first. */
  readonly audit: readonly audit.StoredEntry[]
}

/** Throws `not-found`. */
export async function tellLink(context: Context, named: string): Promise<LinkStory> {
  const { id } = await getLink(context, named)
  const chain = await claimLinks.chain(context.database, id)
  const link = chain.find(each => each.id === id)
  const claim = await findClaim(context, id, null)
  if (!link || !claim) throw new Error(`bug: claim link ${id} vanished`)
  const now = context.clock()
  return {
    link,
    state: stateOf({ ...link, campaignOver: isOver(claim.campaign, now) }, now),
    campaign: claim.campaign,
    account: claim.account,
    standing: claim.standing,
    visits: await visits.find(context.database, id),
    successor: successorIn(chain, id)?.id ?? null,
    deposit: link.depositState === null ? null : await examineDeposit(context, id),
    audit: await audit.listBySubject(context.database, id),
  }
}
