/** What happened to one deposit, a sentence each, for operators. */
import type { AuditEntry, Change } from '../../src/domain/audit.ts'
import { auditWords, isChange } from './audit.ts'
import type { Voice } from './voice.ts'

export type HappenedEvent = {
  readonly at: string
  readonly type: string
  readonly detail: Readonly<Record<string, unknown>>
}

export type HappenedEntry = AuditEntry & { readonly at: Date }

export type Happened = { readonly at: Date; readonly text: string }

/** Everything in order; what a person did is told from the audit, which has name and words. */
export function historyOf(
  events: readonly HappenedEvent[],
  audit: readonly HappenedEntry[],
  { amount, voice }: { readonly amount: string; readonly voice: Voice },
): Happened[] {
  // Where somebody let the recipient go on, the audit says so with the name.
  const isTold = audit.some(({ action }) => action === 'link retry')
  const told = [
    ...events
      .filter(({ type }) => !(isTold && type === 'retried'))
      .map(event => ({ at: new Date(event.at), text: eventText(event, amount) })),
    ...audit.map(entry => ({ at: entry.at, text: entryText(entry, voice) })),
  ]
  return told
    .flatMap(({ at, text }) => (text === null ? [] : [{ at, text }]))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
}

function eventText({ type, detail }: HappenedEvent, amount: string): string | null {
  const attempt = `Attempt ${String(detail.attempt)}`
  switch (type) {
    case 'consented':
      return `The recipient confirmed ${amount}.`
    case 'sending':
      return `${attempt} began.`
    case 'deposited':
      return `${attempt}: Amazon added it (${answered(detail)}).`
    case 'refused':
      return `${attempt}: Amazon refused it (${answered(detail)}).`
    case 'postponed':
      return `${attempt}: ${proof(detail)} (${answered(detail)}).`
    case 'review':
      return `${detail.attempt === undefined ? 'It' : attempt} led to a review: ${reviewText(detail)}.`
    case 'late-answer':
      return `${attempt}: an answer came late and changed nothing (${answered(detail)}).`
    case 'doubted':
      return 'The database was restored: the lost one may have sent it, so that a no of Amazon would prove nothing.'
    case 'cleared':
      return 'Amazon’s records were compared: the lost database had not sent it.'
    case 'reconciled':
      return detail.source === 'export'
        ? 'The export of the lost database says that it was added.'
        : 'Amazon’s own records say that it was added.'
    case 'retried':
      return `It goes on as claim link ${String(detail.successor)}, for another account.`
    // The audit tells these with name and words.
    case 'proposed':
    case 'resolved':
    case 'rebuilt':
      return null
    default:
      return `${type}.`
  }
}

function proof({ applied }: HappenedEvent['detail']): string {
  return applied === 'no' ? 'surely not applied' : 'no clear answer, so it may have been applied'
}

function reviewText(detail: HappenedEvent['detail']): string {
  if (detail.reason === 'resend-window-over') return 'no clear answer came before Amazon may forget the id'
  if (detail.reason === 'successor-paid')
    return `Amazon’s records say that it was paid for another account, as claim link ${String(detail.paid)}`
  if (detail.reason === 'predecessor-paid')
    return `Amazon’s records say that its reward was paid before, as claim link ${String(detail.paid)}`
  if (detail.reason === 'predecessor-suspect')
    return `its reward may have been paid before, as claim link ${String(detail.paid)}, when the database was restored`
  if (detail.reason === 'amazon-knows-otherwise') return 'Amazon’s records tell another amount or account'
  if (detail.outcome === 'refused')
    return `Amazon said no (${answered(detail)}), but an attempt before it may have been applied`
  return `the answer cannot be trusted (${answered(detail)})`
}

function answered({ reason, httpStatus }: HappenedEvent['detail']): string {
  return typeof httpStatus === 'number' ? `${String(reason)}, HTTP ${httpStatus}` : String(reason)
}

/** What somebody did to the link or its deposit. */
export function entryText({ actor, action, detail }: HappenedEntry, voice: Voice): string {
  switch (action) {
    case 'link extend':
      return `${actor} changed how long it can be claimed: ${untilText(detail.expires_at, voice)}.`
    case 'deposit propose':
      return `${actor} proposed to resolve it as ${detail.as}: “${detail.evidence}”`
    case 'deposit resolve':
      return `${actor} resolved it as ${detail.as}: “${detail.evidence}”`
    case 'deposit rebuild':
      return `${actor} had its bytes written anew: “${detail.reason}”`
    case 'deposit retry':
      return `${actor} had it sent without waiting.`
    case 'link retry':
      return `${actor} let the recipient use another account. It goes on as claim link ${detail.successor}.`
    case 'person erase':
      return `${actor} erased what was stored about the recipient: “${detail.reason}”`
    case 'person export':
      return `${actor} took what is stored about the recipient.`
    default:
      return `${actor} ${auditWords[action]} it.`
  }
}

/** PostgreSQL has written the moment down. */
function untilText(change: Change | string | null | undefined, { time }: Voice): string {
  const after = isChange(change ?? null) && (change as Change).after
  return after ? `until ${time(new Date(after))}` : 'as long as the campaign'
}
