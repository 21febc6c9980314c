import type * as real from '../../../src/storage/consent.ts'
import { within } from '../memory-database.ts'
import { typeOf } from './deposit-event.ts'

export const takeTurn: typeof real.takeTurn = (tx, campaignId, accountHash) =>
  within(tx, 'take turn', async work => {
    await work.lock('campaign', `${campaignId}/${accountHash.toString('hex')}`)
    return new Date(work.now())
  })

export const insert: typeof real.insert = (tx, { deposit, grantMinor, entry }) =>
  within(tx, 'insert consent', async work => {
    const { claimLinkId, requestId, campaignId } = deposit
    await work.lock('campaign', campaignId)
    const campaign = work.find('campaign', campaignId)
    if (campaign?.state !== 'live' || campaign.grantedMinor + grantMinor > campaign.budgetMinor) return false
    if (work.list('deposit').some(row => row.claimLinkId === claimLinkId || row.requestId === requestId))
      throw new Error(`unique violation: deposit ${claimLinkId}`)
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
