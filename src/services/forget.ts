/** Retention: what a finished or abandoned visit leaves behind is removed. */
import * as amazonRecords from '../storage/amazon-record.ts'
import * as browserSessions from '../storage/browser-session.ts'
import * as identities from '../storage/identity.ts'
import * as linkRows from '../storage/link-row.ts'
import * as qaPasses from '../storage/qa-pass.ts'
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
