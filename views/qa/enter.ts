/** The entrance of the QA page where it is on a public address: a link that works once, and a page for one that does not. */
import { html } from '../html.ts'
import { type QaPage, qaLayout } from './layout.ts'

/** Opening this page uses nothing up, so whatever looks at links in mails and chats does no harm. */
export function showEntrancePage(page: QaPage, path: string, csrfToken: string): string {
  const content = html`<h1>Open the QA page</h1>
<p>This link works once. The QA page then stays open in this browser for 12 hours.</p>
<form method="post" action="${path}">
<input type="hidden" name="csrf" value="${csrfToken}">
<button class="small-button" type="submit">Open the QA page</button>
</form>`
  return qaLayout(page, 'Open the QA page', content)
}

/** One page for a link that was used, is too old or never was, and for a browser without a pass. */
export function showNoPass(page: QaPage): string {
  const content = html`<h1>You need a fresh link</h1>
<p>The QA page opens with a link that works once within 15 minutes, and then for 12 hours in that browser. Make one where the service runs:</p>
<pre><code>npm run -s cli -- qa link</code></pre>`
  return qaLayout(page, 'You need a fresh link', content)
}
