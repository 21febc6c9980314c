import { probeEveryMs } from '../../../src/domain/partner-account.ts'
import type { Sql } from '../../../src/storage/database.ts'
import type * as real from '../../../src/storage/partner-account.ts'
import { within } from '../memory-database.ts'
import type { AccountRow } from '../tables.ts'

export const hold: typeof real.hold = async (sql, name, reason) => {
  let held = true
  await change(sql, 'hold', name, (row, now) => {
    held = row.sendAfterMs < Number.POSITIVE_INFINITY
    if (!held) return row
    const every = probeEveryMs(reason)
    const sendAfterMs = every === null ? Number.POSITIVE_INFINITY : Math.max(row.sendAfterMs, now + every)
    return { ...row, holdReason: reason, sendAfterMs }
  })
  return held
}

export const findHold: typeof real.findHold = (sql, name) =>
  within(sql, 'find hold', work => work.find('account', name)?.holdReason ?? null)

export const takeProbes: typeof real.takeProbes = (sql, names) =>
  within(sql, 'take probes', async work => {
    const taken: string[] = []
    for (const name of names) {
      await work.lock('account', name)
      const row = work.find('account', name)
      if (!row || row.holdReason === null || row.sendAfterMs > work.now()) continue
      work.put('account', name, { ...row, sendAfterMs: work.now() + (probeEveryMs(row.holdReason) ?? 0) })
      taken.push(name)
    }
    return taken
  })

export const countUnanswered: typeof real.countUnanswered = async (sql, name) =>
  (await change(sql, 'count unanswered', name, row => ({ ...row, unanswered: row.unanswered + 1 })))
    .unanswered

export const noteAnswered: typeof real.noteAnswered = async (sql, name, tookDeposit) => {
  await change(sql, 'note answered', name, (row, now) => {
    const held = row.holdReason !== null && row.sendAfterMs < Number.POSITIVE_INFINITY
    if (row.holdReason !== 'outage' && !(tookDeposit && held)) return { ...row, unanswered: 0 }
    return { holdReason: null, sendAfterMs: now, unanswered: 0 }
  })
}

function change(
  sql: Sql,
  label: string,
  name: string,
  next: (row: AccountRow, now: number) => AccountRow,
): Promise<AccountRow> {
  return within(sql, label, async work => {
    await work.lock('account', name)
    const row = work.find('account', name)
    if (!row) throw new Error(`bug: account ${name} is gone`)
    const changed = next(row, work.now())
    work.put('account', name, changed)
    return changed
  })
}
