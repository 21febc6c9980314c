/** Successors have taken their amount from the budget already; revoked, they give it back. */
import type { ClaimLink } from '../domain/claim-link.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'

/** `revoked`: links of one campaign that this transaction has revoked and locked. */
export async function giveBackReserved(
  tx: Sql,
  campaignId: string,
  revoked: ReadonlyArray<Pick<ClaimLink, 'reserved' | 'amountMinor'>>,
): Promise<void> {
  const kept = revoked.filter(({ reserved }) => reserved)
  const amountMinor = kept.reduce((sum, link) => sum + link.amountMinor, 0)
  if (amountMinor > 0) await campaigns.giveBack(tx, campaignId, amountMinor)
}
