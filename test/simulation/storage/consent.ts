import type * as real from '../../../src/storage/consent.ts'
import type { NewDeposit } from '../../../src/storage/deposit.ts'
import { type Work, within } from '../memory-database.ts'
import { typeOf } from './deposit-event.ts'

export const insert: typeof real.insert = (tx, { deposit, now, grantMinor, entry }) =>
  within(tx, 'insert consent', async work => {
    const { claimLinkId, requestId, campaignId } = deposit
    await work.lock('link', claimLinkId)
    const link = work.find('link', claimLinkId)
    if (!link || link.revokedAt || link.pausedAt || link.issuing) return false
    if (link.expiresAt && now >= link.expiresAt) return false
    await work.lock('campaign', campaignId)
    const campaign = work.find('campaign', campaignId)
    if (campaign?.state !== 'live' || campaign.grantedMinor + grantMinor > campaign.budgetMinor) return false
    if (work.list('deposit').some(row => row.claimLinkId === claimLinkId || row.requestId === requestId))
      return false
    if (heldBy(work, deposit) >= campaign.perPersonLimit) return false
    work.put('campaign', campaignId, { ...campaign, grantedMinor: campaign.grantedMinor + grantMinor })
    const fresh = { state: 'pending', inDoubt: false, attempts: 0, reason: null, decidedAt: null } as const
    const times = {
      consentedMs: work.now(),
      nextAttemptMs: work.now(),
      firstSentMs: null,
      leasedUntilMs: null,
    }
    work.put('deposit', claimLinkId, { ...deposit, ...fresh, ...times, events: [typeOf(entry)] })
    return true
  })

/** The numbers that the person has taken. */
function heldBy(work: Work, { campaignId, accountHash }: NewDeposit): number {
  const own = work
    .list('deposit')
    .filter(row => row.campaignId === campaignId && row.accountHash.equals(accountHash))
  return own.filter(({ state }) => state !== 'refused').length
}
