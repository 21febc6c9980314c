/** The front door. Recipients arrive by claim link, so it only says so; a trial installation adds where to begin. */
import { html } from './html.ts'
import { layout, type Page } from './layout.ts'

export type Trial = { readonly claimUrl: string; readonly emulatorUrl: string }

export function showHome(page: Page, trial: Trial | null): string {
  const { title, text } = page.locale.messages.home
  const content = html`<h1>${title}</h1>
<p>${text}</p>
${
  trial &&
  html`<h2 lang="en">Try it</h2>
<ul lang="en">
<li><a href="${trial.claimUrl}">A claim link to try</a></li>
<li><a href="/admin">The pages of the staff</a>: campaigns, claim links, what happens to them; the terminal shows a link that signs you in</li>
<li><a href="/qa">The QA page</a>: claim links for every answer that Amazon can give</li>
<li><a href="${trial.emulatorUrl}/_emulator">The emulator of Amazon</a>: accounts, ledger, calls, faults</li>
</ul>
<p class="small" lang="en">More links: <code>npm run -s cli -- campaign list</code>, then <code>npm run -s cli -- link issue --campaign ID --count 3</code></p>`
}`
  return layout(page, title, content)
}
