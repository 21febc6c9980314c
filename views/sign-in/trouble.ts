/** A sign-in that did not work: what happened, that nothing was deposited, and the way on. */
import { html } from '../html.ts'
import { layout, type Page } from '../layout.ts'

export type TroubleKind =
  | 'cancelled'
  | 'rejected'
  | 'unavailable'
  | 'untrusted'
  | 'expired'
  | 'used'
  | 'unknown-state'
  | 'other-browser'
  | 'ended'

/** `againPath` starts another sign-in for the same claim link; without it the recipient opens the link again. */
export function showTrouble(page: Page, kind: TroubleKind, againPath: string | null): string {
  const words = page.locale.messages.trouble
  const { title, text } = words[kind]
  const content = html`<h1>${title}</h1>
<p>${text}</p>
${againPath ? html`<p class="action"><a class="button" href="${againPath}">${words.again}</a></p>` : html`<p>${words.reopen}</p>`}`
  return layout(page, title, content)
}
