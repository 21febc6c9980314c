/** The audit, append-only by trigger; each entry is written in the transaction of the change it is about. */
import type { AuditAction, AuditEntry, AuditFilter, ShownEntry } from '../domain/audit.ts'
import type { Sql } from './database.ts'

export type StoredEntry = AuditEntry & { readonly at: Date }

const columns = 'at, actor, action, subject, detail'

export async function append(tx: Sql, { actor, action, subject, detail }: AuditEntry): Promise<void> {
  await tx.query('insert into audit_entry (actor, action, subject, detail) values ($1, $2, $3, $4)', [
    actor,
    action,
    subject,
    detail,
  ])
}

/** What was done to one link, campaign or account, oldest first. */
export async function listBySubject(sql: Sql, subject: string): Promise<StoredEntry[]> {
  return await sql.query<StoredEntry>(`select ${columns} from audit_entry where subject = $1 order by id`, [
    subject,
  ])
}

/** What fits the filter, newest first; with `limit` no more than that, and only what is older than `before`. */
export async function list(
  sql: Sql,
  filter: AuditFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number | null },
): Promise<ShownEntry[]> {
  const conditions = [...conditionsOf(filter), ['entry.id < $?', before] as const].filter(
    ([, value]) => value !== null,
  )
  const where = conditions.map(([text], index) => text.replaceAll('$?', `$${index + 1}`)).join(' and ')
  return await sql.query<ShownEntry>(
    `select entry.id, entry.at, actor, action, subject, detail,
       case when campaign.id is not null then 'campaign' when link.id is not null then 'link'
         when batch.id is not null then 'batch' when staff.id is not null then 'member' end as kind,
       entry.campaign_id as "campaignId",
       coalesce(nullif(campaign.name, ''), sender_name, staff.name) as called
     from audit_entry entry
       left join campaign on campaign.id = subject
       left join claim_link link on link.id = subject
       left join link_batch batch on batch.id = subject
       left join staff on staff.id = subject
     ${where && `where ${where}`} order by entry.id desc limit $${conditions.length + 1}`,
    [...conditions.map(([, value]) => value), limit],
  )
}

/** Only those that are asked for, because a plan for all of them would use no index. */
function conditionsOf({ by, action, subject, campaign, since, until }: AuditFilter) {
  return [
    ['lower(actor) = lower($?)', by],
    ['action = $?', action],
    ['subject = $?', subject],
    ['entry.campaign_id = $?', campaign],
    ['entry.at >= $?', since],
    ['entry.at < $?', until],
  ] as const
}

/** Whether anything was ever done to it. */
export async function knows(sql: Sql, subject: string): Promise<boolean> {
  const rows = await sql.query('select id from audit_entry where subject = $1 limit 1', [subject])
  return rows.length > 0
}

/** The newest entry of this action about the subject. */
export async function findLast(
  sql: Sql,
  subject: string,
  action: AuditAction,
): Promise<StoredEntry | undefined> {
  const [entry] = await sql.query<StoredEntry>(
    `select ${columns} from audit_entry where subject = $1 and action = $2 order by id desc limit 1`,
    [subject, action],
  )
  return entry
}
