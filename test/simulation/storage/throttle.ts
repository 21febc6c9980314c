/** The pace takes no time here; what a slot also proves, lease and hold, is looked at. */
import { callMs } from '../../../src/domain/amazon-call.ts'
import type * as real from '../../../src/storage/throttle.ts'
import { type Work, within } from '../memory-database.ts'

export const slotSpaceMs = 1_040
export const longestWaitMs = 2_000

export const takeSlots: typeof real.takeSlots = (sql, leases, terms) =>
  within(sql, 'take slots', work => {
    const ids = goodOf(work, leases, terms).map(({ claimLinkId }) => claimLinkId)
    return ids.length > 0 ? { firstMs: work.now(), everyMs: 0, nowMs: work.now(), ids } : null
  })

export const isGood: typeof real.isGood = (sql, lease, terms) =>
  within(sql, 'look at a lease again', work => goodOf(work, [lease], terms).length > 0)

/** Those that are leased and not on hold. */
function goodOf(
  work: Work,
  leases: Parameters<typeof real.takeSlots>[1],
  { partnerAccount, isProbe }: Parameters<typeof real.isGood>[2],
) {
  const account = work.find('account', partnerAccount)
  const probed = isProbe && (account?.sendAfterMs ?? 0) < Number.POSITIVE_INFINITY
  if (account?.holdReason !== null && !probed) return []
  return leases.filter(({ claimLinkId, number }) => {
    const row = work.find('deposit', claimLinkId)
    const leased = row?.state === 'sending' && row.attempts === number
    return leased && (row.leasedUntilMs ?? 0) > work.now() + callMs
  })
}

export const leaveOut: typeof real.leaveOut = async () => {}

export const slowDown: typeof real.slowDown = (sql, name, pauseMs) =>
  within(sql, 'slow down', async work => {
    await work.lock('account', name)
    const row = work.find('account', name)
    if (row)
      work.put('account', name, { ...row, sendAfterMs: Math.max(row.sendAfterMs, work.now() + pauseMs) })
  })
