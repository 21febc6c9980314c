/** Retention: what a finished or abandoned visit leaves behind is removed, and of old deposits who got them. */
import * as amazonRecords from '../storage/amazon-record.ts'
import * as browserSessions from '../storage/browser-session.ts'
import * as identities from '../storage/identity.ts'
import * as linkRows from '../storage/link-row.ts'
import * as qaPasses from '../storage/qa-pass.ts'
import * as retention from '../storage/retention.ts'
import * as signIns from '../storage/sign-in.ts'
import * as staff from '../storage/staff.ts'
import * as staffSessions from '../storage/staff-session.ts'
import type { Context } from './context.ts'

export async function forgetEnded({ database }: Pick<Context, 'database'>): Promise<void> {
  await signIns.removeExpired(database)
  await browserSessions.removeExpired(database)
  await qaPasses.removeExpired(database)
  await staff.removeExpiredLinks(database)
  await staffSessions.removeEnded(database)
  await identities.removeExpiredSignIns(database)
  await amazonRecords.removeAbandoned(database)
  await linkRows.removeOutlived(database)
  await linkRows.removeOldProblems(database)
}

/** Forgets the Amazon account and the sent bytes of deposits that were decided more than `days` ago; how many. */
export async function forgetDecided(
  { database, log }: Pick<Context, 'database' | 'log'>,
  days: number,
): Promise<number> {
  let total = 0
  for (let count = 1; count > 0; total += count)
    count = await database.transaction(tx => retention.forgetDecided(tx, days))
  if (total > 0) log.info({ deposits: total, days }, 'account ids and bytes of old deposits were forgotten')
  return total
}
