/** After "Wrong account?": the session here is over; how to sign out at Amazon and begin again. */
import { html } from '../html.ts'
import { externalLink, layout, type Page } from '../layout.ts'

export function showWrongAccount(page: Page, accountUrl: string): string {
  const words = page.locale.messages.wrongAccount
  const content = html`<h1>${words.title}</h1>
<p>${words.done}</p>
<ol>${words.steps.map(step => html`<li>${step}</li>`)}</ol>
<p class="action">${externalLink(page, accountUrl, words.open, 'button')}</p>`
  return layout(page, words.title, content)
}
