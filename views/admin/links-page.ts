/** What the pages about links have in common. */
import { type Html, html } from '../html.ts'

/** Their headings of the third level are smaller than elsewhere: there are many. */
export function linksPage(content: Html): Html {
  return html`<div class="links-page">
${content}
</div>`
}
