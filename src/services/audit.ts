/** Reading the audit: who did what by hand, what was before and after, and why. */
import type { AuditFilter, ShownEntry } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import * as members from '../storage/staff.ts'
import { getLink } from './claim-link.ts'
import type { Context } from './context.ts'

export type AuditQuery = Omit<AuditFilter, 'campaign'>
type Parts = Pick<Context, 'database' | 'accounts'>

export const everything: AuditQuery = { by: null, action: null, subject: null, since: null, until: null }

/** Oldest first, all of it. Throws `not-found` when nothing is called as `subject` says. */
export async function listAudit(context: Parts, query: AuditQuery): Promise<ShownEntry[]> {
  const filter = await filterOf(context, query)
  return (await audit.list(context.database, filter, { before: null, limit: null })).reverse()
}

export type AuditPage = {
  readonly entries: readonly ShownEntry[]
  /** What to ask for as `before` to go on; null on the last page. */
  readonly next: number | null
}

const pageSize = 50

/** Newest first, from the entry before the one with the id `before` on. Throws as `listAudit`. */
export async function pageOfAudit(
  context: Parts,
  query: AuditQuery,
  before: number | null,
): Promise<AuditPage> {
  const filter = await filterOf(context, query)
  const entries = await audit.list(context.database, filter, { before, limit: pageSize + 1 })
  const shown = entries.slice(0, pageSize)
  return { entries: shown, next: entries.length > pageSize ? (shown.at(-1)?.id ?? null) : null }
}

async function filterOf(context: Parts, { subject, ...query }: AuditQuery): Promise<AuditFilter> {
  if (subject === null) return { ...query, subject, campaign: null }
  const campaign = await campaigns.find(context.database, subject.trim().toUpperCase())
  if (campaign) return { ...query, subject: null, campaign: campaign.id }
  return { ...query, subject: await subjectNamed(context, subject.trim()), campaign: null }
}

/** A partner account, a member, or whatever has an entry under exactly this name; otherwise a claim link. */
async function subjectNamed({ database, accounts }: Parts, text: string): Promise<string> {
  if (accounts.has(text)) return text
  const member = await members.findByName(database, text)
  if (member) return member.id
  if (await audit.knows(database, text)) return text
  const link = await getLink({ database }, text).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not-found') return undefined
    throw error
  })
  if (link) return link.id
  throw new DomainError(
    'not-found',
    'subject: there is no campaign, claim link, batch, partner account or member like that',
  )
}
