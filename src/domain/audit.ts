/**
 * The audit: what people did by hand, who, and why in their own words. Deposit events hold no personal data, so they
 * carry a hash of these words and never the name.
 */
import { createHash } from 'node:crypto'
import { DomainError } from './errors.ts'

export type AuditAction =
  | 'account hold'
  | 'account release'
  | 'batch confirm'
  | 'batch deliver'
  | 'batch order'
  | 'batch withdraw'
  | 'campaign create'
  | 'campaign edit'
  | 'campaign end'
  | 'campaign hold'
  | 'campaign launch'
  | 'campaign pause'
  | 'campaign release'
  | 'campaign resume'
  | 'deposit propose'
  | 'deposit rebuild'
  | 'deposit resolve'
  | 'deposit retry'
  | 'import'
  | 'keys note'
  | 'keys prove'
  | 'keys switch'
  | 'launch attach'
  | 'launch done'
  | 'launch open'
  | 'launch portal'
  | 'launch take back'
  | 'launch validate'
  | 'launch waive'
  | 'link extend'
  | 'link issue'
  | 'link pause'
  | 'link rehearsal'
  | 'link replace'
  | 'link resume'
  | 'link retry'
  | 'link revoke'
  | 'person erase'
  | 'person export'
  | 'reconcile close'
  | 'reconcile prove'
  | 'restore'
  | 'staff invite'
  | 'staff remove'
  | 'staff role'
  | 'staff sign-in'
  | 'staff sign-out'

export type AuditEntry = {
  /** Who did it, as named with `--by`. */
  readonly actor: string
  readonly action: AuditAction
  /** Id of a claim link, batch, campaign or member of the staff, or name of a partner account. */
  readonly subject: string
  readonly detail: Readonly<Record<string, string | null | Change>>
}

/** Which entries somebody wants to see; null for whatever there is. */
export type AuditFilter = {
  readonly by: string | null
  readonly action: string | null
  readonly subject: string | null
  /** Id of a campaign: what was done to it, its batches and its links. */
  readonly campaign: string | null
  readonly since: Date | null
  /** The first moment that does not count. */
  readonly until: Date | null
}

/** An entry with what its subject is. */
export type ShownEntry = AuditEntry & {
  readonly id: number
  readonly at: Date
  /** Null for a partner account, and for what is not kept under the subject. */
  readonly kind: 'campaign' | 'link' | 'batch' | 'member' | null
  /** Of a campaign, or the one that a claim link or batch belongs to. */
  readonly campaignId: string | null
  /** The sender of a campaign or the name of a member. */
  readonly called: string | null
}

/** What a field was and what it is now, as people write it; null where it was not set. */
export type Change = { readonly before: string | null; readonly after: string | null }

/** The fields that differ, for the detail of an entry. */
export function changesOf(
  before: Readonly<Record<string, string | null>>,
  after: Readonly<Record<string, string | null>>,
): Readonly<Record<string, Change>> {
  const fields = Object.keys({ ...before, ...after })
  const changes = fields.map(
    field => [field, { before: before[field] ?? null, after: after[field] ?? null }] as const,
  )
  return Object.fromEntries(changes.filter(([, change]) => change.before !== change.after))
}

/** Why somebody does something by hand; a reason may be left out only where the command says so. */
export type Reason = { readonly by: string; readonly reason: string | null }

/** Reads a reason that must be given. Throws `invalid-input`. */
export function parseReason({ by, reason }: Reason): { readonly by: string; readonly reason: string } {
  return { by: parseActor(by), reason: parseWords('reason', reason ?? '') }
}

/** Throws `invalid-input` unless the text is a name of 1 to 80 printable characters. */
export function parseActor(text: string): string {
  const name = text.trim().replace(/\s+/g, ' ')
  if (name.length >= 1 && name.length <= 80 && !/\p{C}/u.test(name)) return name
  throw new DomainError('invalid-input', 'by: must be the name of who does this, 1 to 80 characters')
}

/** Reads evidence, a note or a reason. Throws `invalid-input` naming `field` unless it has 1 to 2000 characters. */
export function parseWords(field: 'evidence' | 'note' | 'reason', text: string): string {
  const words = text.trim()
  if (words.length >= 1 && words.length <= 2_000) return words
  throw new DomainError('invalid-input', `${field}: must say why, in 1 to 2000 characters`)
}

/** Whether two actors are one person: people spell their own name in more than one case. */
export function isSamePerson(one: string, other: string): boolean {
  return one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase()
}

/** SHA-256 of evidence or a reason, hex: what a deposit event carries in its place. */
export function wordsHash(words: string): string {
  return createHash('sha256').update(words).digest('hex')
}
