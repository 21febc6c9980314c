/** The audit in plain words, for the page and the command line. */
import type { AuditAction, AuditEntry, Change, ShownEntry } from '../../src/domain/audit.ts'
import { reference } from '../../src/domain/claim-link.ts'

/** What somebody did, before the name of what they did it to. */
export const auditWords: Readonly<Record<AuditAction, string>> = {
  'account hold': 'put a partner account on hold:',
  'account release': 'ended the hold of a partner account:',
  'batch confirm': 'made claim links live:',
  'batch deliver': 'made the file of claim links:',
  'batch order': 'ordered claim links:',
  'batch withdraw': 'withdrew claim links:',
  'campaign create': 'created the campaign',
  'campaign edit': 'changed the campaign',
  'campaign end': 'ended the campaign',
  'campaign hold': 'stopped the sending of the campaign',
  'campaign launch': 'launched the campaign',
  'campaign pause': 'paused the campaign',
  'campaign release': 'let the campaign send again:',
  'campaign resume': 'resumed the campaign',
  'deposit propose': 'proposed how to decide the deposit of',
  'deposit rebuild': 'wrote anew what is sent for',
  'deposit resolve': 'decided the deposit of',
  'deposit retry': 'had the deposit sent at once of',
  import: 'brought a lost database back, for the partner account',
  'keys note': 'said when an access key was made of the partner account',
  'keys prove': 'had an access key tried of the partner account',
  'keys switch': 'let another access key sign for the partner account',
  'launch attach': 'handed in a record for the launch of',
  'launch done': 'said that a step is done for the launch of',
  'launch open': 'opened for claims:',
  'launch portal': 'saw the validation link’s row in the portal of',
  'launch take back': 'took back their word on a step for the launch of',
  'launch validate': 'made the validation link of',
  'launch waive': 'waived a step for the launch of',
  'link extend': 'changed how long it can be claimed:',
  'link issue': 'issued claim links in the campaign',
  'link pause': 'paused',
  'link rehearsal': 'made a rehearsal link in the campaign',
  'link replace': 'replaced',
  'link resume': 'resumed',
  'link retry': 'let the recipient use another account for',
  'link revoke': 'revoked',
  'person erase': 'erased what was stored about the recipient of',
  'person export': 'took what is stored about the recipient of',
  'reconcile close': 'recorded what Amazon knows of',
  'reconcile prove': 'found that Amazon’s records tell all that was forgotten of the partner account',
  restore: 'brought a backup back, for the partner account',
  'staff invite': 'made a sign-in link for',
  'staff remove': 'removed the member',
  'staff role': 'changed the role of',
  'staff sign-in': 'signed in',
  'staff sign-out': 'signed out',
}

/** What an entry is about, as people call it. */
export function subjectText({ subject, kind, called }: ShownEntry): string {
  if (kind === 'campaign') return `${called} (${subject})`
  if (kind === 'link') return `claim link ${reference(subject)}`
  return kind === 'batch' ? `batch ${subject}` : (called ?? subject)
}

/** The fields of an entry by name: the database keeps them in an order of its own. */
export function fieldsOf({
  detail,
}: Pick<AuditEntry, 'detail'>): ReadonlyArray<readonly [string, string | null | Change]> {
  return Object.entries(detail).sort(([one], [other]) => fieldText(one).localeCompare(fieldText(other), 'en'))
}

/** What a field of the detail is called, where it was written down under another name. */
export function fieldText(field: string): string {
  return fieldWords[field] ?? field
}

const fieldWords: Readonly<Record<string, string>> = {
  account: 'partner account',
  anotherAccount: 'another account after a refusal',
  color: 'colour',
  expires_at: 'can be claimed until',
  notification: 'text in Amazon’s notification',
  paused_at: 'paused since',
  perPersonLimit: 'links per person',
  revoked_at: 'revoked since',
  timeZone: 'time zone',
}

/** A value as people read it; an empty text is one that was not set. */
export function valueText(value: string | null): string {
  if (value === null || value === '') return 'not set'
  const [, day, time] = moment.exec(value) ?? []
  return day ? `${day} ${time} UTC` : (valueWords[value] ?? value)
}

/** As JSON writes a moment, and as PostgreSQL does. */
const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(?:Z|\+00(?::00)?)$/
const valueWords: Readonly<Record<string, string>> = { true: 'yes', false: 'no' }

export function isChange(value: string | null | Change): value is Change {
  return typeof value === 'object' && value !== null
}

/** `budget: 500.00 → 600.00; reason: …` on one line, whatever was written. */
export function changesText(entry: Pick<AuditEntry, 'detail'>): string {
  const texts = fieldsOf(entry).map(([field, value]) => `${fieldText(field)}: ${changeText(value)}`)
  return texts.join('; ').replace(/[\p{C}\p{Z}]+/gu, ' ')
}

function changeText(value: string | null | Change): string {
  if (!isChange(value)) return valueText(value)
  const { before, after } = value
  return before === null ? valueText(after) : `${valueText(before)} → ${valueText(after)}`
}
