/** For a claim link without its token: the message was sent before the mail system had put it in. */
import { html } from '../html.ts'
import { layout, type Page } from '../layout.ts'

export function showIncomplete(page: Page): string {
  const words = page.locale.messages.incomplete
  const content = html`<h1>${words.title}</h1>
<p>${words.text}</p>
<p>${words.safe}</p>
<p>${page.sender ? words.ask(page.sender.name) : words.askNobody}</p>`
  return layout(page, words.title, content)
}
