import type * as real from '../../../src/storage/deposit-queue.ts'
import type { Lease } from '../../../src/storage/deposit-queue.ts'
import { type Work, within } from '../memory-database.ts'
import type { DepositRow } from '../tables.ts'

export const lease: typeof real.lease = (tx, terms, lane) =>
  within(tx, 'lease', work => {
    const account = work.find('account', lane.partnerAccount)
    if (account?.holdReason !== null || account.sendAfterMs > work.now()) return undefined
    const due = waiting(work, terms).filter(
      row => row.campaignId === lane.campaignId && row.nextAttemptMs <= work.now(),
    )
    return take(work, terms, due)
  })

export const leaseProbe: typeof real.leaseProbe = (tx, terms, name) =>
  within(tx, 'lease probe', work => {
    const outage = work.find('account', name)?.holdReason === 'outage'
    const rows = waiting(work, terms).filter(row => outage || row.nextAttemptMs <= work.now())
    const doubtful = rows.filter(row => outage && row.inDoubt)
    const chosen = doubtful.length > 0 ? doubtful.toSorted((a, b) => a.nextAttemptMs - b.nextAttemptMs) : rows
    return take(work, terms, chosen)
  })

function waiting(work: Work, { resendWindowMs }: real.LeaseTerms): DepositRow[] {
  return work
    .list('deposit')
    .filter(row => row.state === 'pending')
    .filter(row => !row.inDoubt || (row.firstSentMs ?? 0) >= work.now() - resendWindowMs)
    .toSorted((a, b) => a.consentedMs - b.consentedMs)
}

function take(work: Work, { leaseMs }: real.LeaseTerms, rows: readonly DepositRow[]): Lease | undefined {
  const row = rows.find(({ claimLinkId }) => work.tryLock('deposit', claimLinkId))
  if (!row) return undefined
  const { claimLinkId, partnerAccount, amountMinor, currency, body } = row
  const number = row.attempts + 1
  work.put('deposit', claimLinkId, {
    ...row,
    state: 'sending',
    attempts: number,
    firstSentMs: row.firstSentMs ?? work.now(),
    leasedUntilMs: work.now() + leaseMs,
  })
  return { claimLinkId, partnerAccount, amountMinor, currency, body, number, more: rows.length > 1 }
}
