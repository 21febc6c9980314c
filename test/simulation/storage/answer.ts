import type * as real from '../../../src/storage/answer.ts'
import { type Work, within } from '../memory-database.ts'
import type { DepositRow } from '../tables.ts'
import { end } from './attempt.ts'
import { shown } from './deposit.ts'
import { headOf, typeOf } from './deposit-event.ts'

export const lock: typeof real.lock = (tx, claimLinkId) =>
  within(tx, 'lock deposit', async work => {
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    if (!row) return undefined
    return { ...shown(row), ...headOf(row, work.now()) }
  })

export const record: typeof real.record = (tx, { answer, number, change, entry }) =>
  within(tx, 'record answer', work => {
    const { claimLinkId } = entry
    const row = work.find('deposit', claimLinkId)
    if (!row) throw new Error(`bug: deposit ${claimLinkId} is gone`)
    if (row.state === 'deposited') throw new Error(`deposit ${claimLinkId} is deposited for good`)
    end(work, claimLinkId, number, answer)
    const { state, inDoubt, reason, retryInMs } = change
    const decidedAt = state === 'deposited' || state === 'refused' ? new Date(work.now()) : null
    const times = { nextAttemptMs: work.now() + retryInMs, leasedUntilMs: null, decidedAt }
    const events = [...row.events, typeOf(entry)]
    work.put('deposit', claimLinkId, { ...row, ...times, state, inDoubt, reason, events })
  })

export const recordSuccess: typeof real.recordSuccess = (sql, { answer, number, entry }) =>
  within(sql, 'record success', async work => {
    const { claimLinkId, sequence } = entry
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    const leased = row?.state === 'sending' && row.attempts === number && row.events.length === sequence - 1
    if (!row || !leased || !isCalm(work, row)) return false
    end(work, claimLinkId, number, answer)
    const times = { nextAttemptMs: work.now(), leasedUntilMs: null, decidedAt: new Date(work.now()) }
    const events = [...row.events, typeOf(entry)]
    work.put('deposit', claimLinkId, { ...row, ...times, state: 'deposited', reason: answer.reason, events })
    return true
  })

function isCalm(work: Work, { partnerAccount }: DepositRow): boolean {
  const account = work.find('account', partnerAccount)
  return account?.holdReason === null && account.unanswered === 0
}
