// The pages a person sees while signing in: the chooser of test accounts, and the dead end of a bad request.
// They do not imitate Amazon's design.

import { html, page } from '../html.ts'
import { ACCOUNTS, displayName } from './account.ts'

/** One button per test account; the form posts back to the very URL that was asked for. */
export function signInPage(action: string, clientId: string): string {
  return page(
    'Sign in with a test account',
    html`<p>The application <strong>${clientId}</strong> asks who you are.</p>
<form method="post" action="${action}">
<label><input type="checkbox" name="remember"> Keep me signed in</label>
${ACCOUNTS.map(
  account => html`<button name="account" value="${account.key}">${displayName(account)}
<small>${account.about}</small><small>${account.userId}</small></button>
`,
)}<button name="cancel" value="1">Cancel</button>
</form>`,
  )
}

/** Shown instead of a redirect, in the manner of Amazon's own page: the client never hears of it. */
export function errorPage(reason: string, query: Readonly<Record<string, unknown>>): string {
  return page(
    "We're sorry!",
    html`<p>An error occurred when we tried to process your request.</p>
<h2>Error Summary</h2>
<p>400 Bad Request</p>
<p>${reason}</p>
<h2>Request Details</h2>
<dl>${Object.entries(query).map(([name, value]) => html`<dt>${name}</dt><dd>${String(value)}</dd>`)}</dl>`,
  )
}
