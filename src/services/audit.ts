/** Reading the audit: who did what by hand, and why. */
import * as audit from '../storage/audit.ts'
import { getLink } from './claim-link.ts'
import type { Context } from './context.ts'

export type AuditFilter = {
  /** Names a claim link as `getLink` understands it; null for whatever was changed. */
  readonly deposit: string | null
  readonly since: Date
}

/** Oldest first. Throws `not-found` when there is no such claim link. */
export async function listAudit(
  context: Pick<Context, 'database'>,
  { deposit, since }: AuditFilter,
): Promise<audit.StoredEntry[]> {
  if (deposit === null) return await audit.listSince(context.database, since)
  const { id } = await getLink(context, deposit)
  const entries = await audit.listBySubject(context.database, id)
  return entries.filter(({ at }) => at >= since)
}
