/** The audit, append-only by trigger; each entry is written in the transaction of the change it is about. */
import type { AuditAction, AuditEntry } from '../domain/audit.ts'
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

/** What was done from the moment `since` on, to whatever, oldest first. */
export async function listSince(sql: Sql, since: Date): Promise<StoredEntry[]> {
  return await sql.query<StoredEntry>(`select ${columns} from audit_entry where at >= $1 order by id`, [
    since,
  ])
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
