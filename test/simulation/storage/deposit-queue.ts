import type * as real from '../../../src/storage/deposit-queue.ts'
import { type Work, within } from '../memory-database.ts'
import type { DepositRow } from '../tables.ts'
import { headOf, typeOf } from './deposit-event.ts'

export const lockDue: typeof real.lockDue = (tx, terms, lane, most) =>
  within(tx, 'lock due', work => {
    const account = work.find('account', lane.partnerAccount)
    if (account?.holdReason !== null || account.sendAfterMs > work.now()) return []
    const due = waiting(work, terms).filter(
      row => row.campaignId === lane.campaignId && row.nextAttemptMs <= work.now(),
    )
    return lockFirst(work, due, most)
  })

export const lockProbe: typeof real.lockProbe = (tx, terms, name) =>
  within(tx, 'lock probe', work => {
    const { holdReason, unanswered = 0 } = work.find('account', name) ?? {}
    const outage = holdReason === 'outage'
    const rows = waiting(work, terms).filter(row => outage || row.nextAttemptMs <= work.now())
    const doubtful = rows.filter(row => outage && row.inDoubt)
    const untried = rows.filter(row => row.attempts === 0)
    const others = unanswered % 4 === 0 ? untried : []
    const inTurn = rows.toSorted((a, b) => a.attempts - b.attempts)
    const all = [
      ...others,
      ...doubtful.toSorted((a, b) => a.nextAttemptMs - b.nextAttemptMs),
      ...untried,
      ...inTurn,
    ]
    return lockFirst(work, all.slice(0, 1), 1)
  })

export const lease: typeof real.lease = (tx, leaseMs, leases) =>
  within(tx, 'lease', work => {
    for (const { number, entry } of leases) {
      const { claimLinkId } = entry
      const row = work.find('deposit', claimLinkId)
      if (!row || work.find('attempt', `${claimLinkId}/${number}`))
        throw new Error(`unique violation: attempt ${number}`)
      work.put('attempt', `${claimLinkId}/${number}`, { claimLinkId, number, answer: null })
      const times = { firstSentMs: row.firstSentMs ?? work.now(), leasedUntilMs: work.now() + leaseMs }
      const events = [...row.events, typeOf(entry)]
      work.put('deposit', claimLinkId, { ...row, ...times, state: 'sending', attempts: number, events })
    }
  })

export const makeDue: typeof real.makeDue = (tx, claimLinkId) =>
  within(tx, 'make due', async work => {
    const row = work.find('deposit', claimLinkId)
    if (!row) throw new Error(`bug: there is no deposit ${claimLinkId}`)
    await work.lock('account', row.partnerAccount)
    const account = work.find('account', row.partnerAccount)
    if (!account || account.sendAfterMs === Number.POSITIVE_INFINITY) return false
    work.put('account', row.partnerAccount, { ...account, sendAfterMs: work.now() })
    work.put('deposit', claimLinkId, { ...row, nextAttemptMs: work.now() })
    return true
  })

/** Whoever sends in the simulation looks by itself. */
export const announce: typeof real.announce = async () => {}

function waiting(work: Work, { resendWindowMs }: real.LeaseTerms): DepositRow[] {
  return work
    .list('deposit')
    .filter(row => row.state === 'pending')
    .filter(row => !row.inDoubt || (row.firstSentMs ?? 0) >= work.now() - resendWindowMs)
    .toSorted((a, b) => a.consentedMs - b.consentedMs)
}

/** As skip locked does: first the locks, then the limit. */
function lockFirst(work: Work, rows: readonly DepositRow[], most: number): real.Due[] {
  const locked: real.Due[] = []
  for (const row of rows) {
    if (locked.length === most) break
    if (!work.tryLock('deposit', row.claimLinkId)) continue
    locked.push({ ...row, number: row.attempts + 1, ...headOf(row, work.now()) })
  }
  return locked
}
