import type * as real from '../../../src/storage/deposit.ts'
import type { Deposit } from '../../../src/storage/deposit.ts'
import { within } from '../memory-database.ts'
import type { DepositRow } from '../tables.ts'

export const find: typeof real.find = (sql, claimLinkId) =>
  within(sql, 'find deposit', work => {
    const row = work.find('deposit', claimLinkId)
    return row && shown(row)
  })

export const lock: typeof real.lock = (tx, claimLinkId) =>
  within(tx, 'lock deposit', async work => {
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    return row && shown(row)
  })

export const countByPerson: typeof real.countByPerson = (tx, campaignId, accountHash) =>
  within(tx, 'count by person', work => {
    const held = work
      .list('deposit')
      .filter(row => row.campaignId === campaignId && row.accountHash.equals(accountHash))
    return held.filter(({ state }) => state !== 'refused').length
  })

export const update: typeof real.update = (tx, claimLinkId, { state, inDoubt, reason, retryInMs }) =>
  within(tx, 'update deposit', async work => {
    await work.lock('deposit', claimLinkId)
    const row = work.find('deposit', claimLinkId)
    if (!row) throw new Error(`bug: deposit ${claimLinkId} is gone`)
    if (row.state === 'deposited') throw new Error(`deposit ${claimLinkId} is deposited for good`)
    const decidedAt = state === 'deposited' || state === 'refused' ? new Date(work.now()) : null
    const nextAttemptMs = work.now() + retryInMs
    work.put('deposit', claimLinkId, {
      ...row,
      state,
      inDoubt,
      reason,
      decidedAt,
      nextAttemptMs,
      leasedUntilMs: null,
    })
  })

export function shown(row: DepositRow): Deposit {
  const { consentedMs, firstSentMs, nextAttemptMs, ...rest } = row
  return {
    ...rest,
    consentedAt: new Date(consentedMs),
    firstSentAt: firstSentMs === null ? null : new Date(firstSentMs),
    nextAttemptAt: new Date(nextAttemptMs),
  }
}
