/** A claim link that cannot be claimed now: one page, a sentence per reason, and whom to ask. */
import { html } from '../html.ts'
import { layout, type Page } from '../layout.ts'
import { formatDeadline, formatTime } from '../locale.ts'

export type ClosedReason =
  | 'not-launched'
  | 'not-yet-open'
  | 'not-ready'
  | 'not-live'
  | 'paused'
  | 'ended'
  | 'expired'
  | 'revoked'
  | 'replaced'
  | 'budget-used-up'
  | 'person-limit'
  | 'checking'

export type Closed = {
  readonly reason: ClosedReason
  readonly senderName: string
  readonly opensAt: Date
  readonly closesAt: Date
  readonly timeZone: string
}

export function showClosed(page: Page, closed: Closed): string {
  const words = page.locale.messages.closed
  const { title, text } = words[closed.reason]
  const content = html`<h1>${title}</h1>
<p>${text(subject(page, closed))}</p>
<p>${words.ask(closed.senderName)}</p>`
  return layout(page, title, content)
}

/** What the reason's sentence is about: a time or the sender. */
function subject({ locale }: Page, { reason, opensAt, closesAt, timeZone, senderName }: Closed): string {
  if (reason === 'not-yet-open') return formatTime(locale, opensAt, timeZone)
  if (reason === 'expired') return formatDeadline(locale, closesAt, timeZone)
  return senderName
}
