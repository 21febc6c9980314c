/** The pace takes no time here; what a slot also proves, lease and hold, is looked at. */
import type * as real from '../../../src/storage/throttle.ts'
import { within } from '../memory-database.ts'

const callMs = 7_000

export const takeSlot: typeof real.takeSlot = (sql, lease, { isProbe }) =>
  within(sql, 'take slot', work => {
    const row = work.find('deposit', lease.claimLinkId)
    const account = work.find('account', lease.partnerAccount)
    const leased = row?.state === 'sending' && row.attempts === lease.number
    const long = (row?.leasedUntilMs ?? 0) > work.now() + callMs
    const probed = isProbe && (account?.sendAfterMs ?? 0) < Number.POSITIVE_INFINITY
    const [atMs, nowMs] = [work.now(), work.now()]
    return leased && long && (account?.holdReason === null || probed) ? { atMs, nowMs } : null
  })

export const slowDown: typeof real.slowDown = (sql, name, pauseMs) =>
  within(sql, 'slow down', async work => {
    await work.lock('account', name)
    const row = work.find('account', name)
    if (row)
      work.put('account', name, { ...row, sendAfterMs: Math.max(row.sendAfterMs, work.now() + pauseMs) })
  })

export const speedUp: typeof real.speedUp = async () => {}
