import type * as real from '../../../src/storage/deposit-recovery.ts'
import { type Work, within } from '../memory-database.ts'
import type { DepositRow } from '../tables.ts'

const isAbandoned = (row: DepositRow | undefined, now: number) =>
  row?.state === 'sending' && (row.leasedUntilMs ?? 0) < now

const isStale = (row: DepositRow | undefined, now: number, windowMs: number) =>
  row?.state === 'pending' && row.inDoubt && (row.firstSentMs ?? 0) < now - windowMs

export const shortenLeases: typeof real.shortenLeases = (sql, leaseMs) =>
  within(sql, 'shorten leases', work => {
    for (const row of work.list('deposit')) {
      const isTooLong = row.state === 'sending' && (row.leasedUntilMs ?? 0) > work.now() + 2 * leaseMs
      if (isTooLong && work.tryLock('deposit', row.claimLinkId))
        work.put('deposit', row.claimLinkId, { ...row, leasedUntilMs: work.now() + leaseMs })
    }
  })

export const listAbandoned: typeof real.listAbandoned = sql =>
  within(sql, 'list abandoned', work => idsWhere(work, row => isAbandoned(row, work.now())))

export const lockAbandoned: typeof real.lockAbandoned = (tx, claimLinkId) =>
  within(tx, 'lock abandoned', work => {
    const row = work.find('deposit', claimLinkId)
    if (!isAbandoned(row, work.now()) || !work.tryLock('deposit', claimLinkId)) return undefined
    return row?.attempts
  })

export const listStale: typeof real.listStale = (sql, windowMs) =>
  within(sql, 'list stale', work => idsWhere(work, row => isStale(row, work.now(), windowMs)))

export const lockStale: typeof real.lockStale = (tx, windowMs, claimLinkId) =>
  within(tx, 'lock stale', work => {
    const stale = isStale(work.find('deposit', claimLinkId), work.now(), windowMs)
    return stale && work.tryLock('deposit', claimLinkId)
  })

function idsWhere(work: Work, holds: (row: DepositRow) => boolean): string[] {
  return work
    .list('deposit')
    .filter(holds)
    .map(({ claimLinkId }) => claimLinkId)
}
