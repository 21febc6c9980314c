import type * as real from '../../../src/storage/answer.ts'
import { within } from '../memory-database.ts'
import { end } from './attempt.ts'
import { shown } from './deposit.ts'
import { headOf, typeOf } from './deposit-event.ts'

export const lock: typeof real.lock = (tx, claimLinkId) =>
  within(tx, 'lock deposit', async work => {
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    if (!row) return undefined
    const account = work.find('account', row.partnerAccount)
    const calm = account?.holdReason === null && account.unanswered === 0
    return { ...shown(row), ...headOf(row, work.now()), calm }
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
