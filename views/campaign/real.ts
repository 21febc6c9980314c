/** "Is this real?": what a recipient can check without trusting the message that brought the link. */
import type { Closed } from '../../src/domain/campaign.ts'
import { html } from '../html.ts'
import { layout, type Page } from '../layout.ts'
import { formatDeadline } from '../locale.ts'

export type Real = {
  readonly senderName: string
  /** Why nothing can be claimed now, or null. */
  readonly closed: Closed | null
  readonly closesAt: Date
  readonly timeZone: string
  readonly signInHost: string
}

export function showReal(page: Page, real: Real): string {
  const { locale, publicUrl } = page
  const words = locale.messages.real
  const until = formatDeadline(locale, real.closesAt, real.timeZone)
  const state = words.state[real.closed ?? 'open'](real.senderName, until)
  const content = html`<h1>${words.title}</h1>
<p>${state}</p>
<h2>${words.address}</h2>
<p>${words.begins} <strong class="address">${publicUrl}/c/</strong></p>
<p>${words.look(new URL(publicUrl).host)}</p>
<h2>${words.never}</h2>
<ul>${words.neverAsked.map(thing => html`<li>${thing}</li>`)}</ul>
<h2>${words.signIn}</h2>
<ol><li>${words.press(real.signInHost)}</li>${words.steps.map(step => html`<li>${step}</li>`)}</ol>
<h2>${words.doubt}</h2>
<p>${words.ask(real.senderName)}</p>`
  return layout(page, words.title, content)
}
