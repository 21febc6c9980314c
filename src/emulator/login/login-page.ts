// The pages a person sees while signing in: the chooser of test accounts, the form of a new customer, and the
// dead end of a bad request. The consent page is consent-page.ts.

import { type Html, html } from '../html.ts'
import { ACCOUNTS, type Account, displayName } from './account.ts'
import { amazonPage, facts } from './amazon-page.ts'
import type { Face } from './face.ts'
import { SECURITY_PROFILE } from './login-client.ts'

/** Where a page stands in the journey: its form's address, and what was answered on the pages before. */
export interface Step {
  readonly face: Face
  /** The very request that was made: nothing but this address carries it from page to page. */
  readonly action: string
  readonly answers: URLSearchParams
}

/** One button per test account. */
export function signInPage(step: Step): string {
  return amazonPage(
    'Sign in with a test account',
    html`<p><strong>${SECURITY_PROFILE.name}</strong> asks who you are.</p>
${stepForm(
  step,
  html`<label><input type="checkbox" name="remember"> Keep me signed in</label>
${ACCOUNTS.map(accountButton)}${cancelButton()}`,
)}`,
  )
}

/** What somebody without an account passes on the way. */
export function registrationPage(step: Step, account: Account): string {
  const { email } = account
  return amazonPage(
    'Create your account',
    html`<p>${displayName(account)} is new here and creates an Amazon account first. Nothing has to be typed.</p>
<div class="box">${facts([
      ['Name', displayName(account)],
      ['Email', email ?? ''],
    ])}</div>
${stepForm(
  step,
  html`<button name="register" value="yes" type="submit" class="primary">Create your Amazon account</button>
${cancelButton()}`,
)}`,
  )
}

/** The form of a step, with the answers so far; it also says which of Amazon's pages is being played. */
export function stepForm({ face, action, answers }: Step, controls: Html): Html {
  const hidden = [...answers].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return html`<form method="post" action="${action}">${hidden}
${controls}
</form>
<p class="plays"><small>This page plays ${face.authorize} (${face.region}).</small></p>`
}

export function cancelButton(): Html {
  return html`<button name="cancel" value="1" type="submit" class="quiet">Cancel</button>`
}

/** Shown instead of a redirect, in the manner of Amazon's own page: the client never hears of it. */
export function errorPage(reason: string, query: URLSearchParams): string {
  return amazonPage(
    "We're sorry!",
    html`<p>An error occurred when we tried to process your request.</p>
<h2>Error Summary</h2>
<p>400 Bad Request</p>
<p>${reason}</p>
<h2>Request Details</h2>
${facts([...query])}`,
  )
}

function accountButton(account: Account): Html {
  return html`<button name="account" value="${account.key}" type="submit"><strong>${displayName(account)}</strong>
<small>${account.about}</small></button>
`
}
