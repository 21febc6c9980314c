// The page that asks a person whether an application may read personal data, with what it would read now.

import { type Html, html } from '../html.ts'
import { type Account, displayName } from './account.ts'
import { amazonPage, facts } from './amazon-page.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { isOptional } from './consent.ts'
import { SECURITY_PROFILE } from './login-client.ts'
import { cancelButton, type Step, stepForm } from './login-page.ts'
import { disclosed, isPersonal } from './scope.ts'

/** Lists each personal scope with its current values; a voluntary one has a box that may be unticked. */
export function consentPage(step: Step, request: AuthorizationRequest, account: Account): string {
  const { name, privacyNotice } = SECURITY_PROFILE
  const items = request.scopes.filter(isPersonal).map(scope => item(request, scope, account))
  return amazonPage(
    `Share with ${name}?`,
    html`<p>You are signed in as <strong>${displayName(account)}</strong>.
<strong>${name}</strong> would like to read this from your Amazon account:</p>
${stepForm(
  step,
  html`${items}
<p>The <a href="${privacyNotice}" rel="noreferrer">privacy notice</a> says what it is read for.
You can remove the access at any time on your account page.</p>
<button name="consent" value="allow" type="submit" class="primary">Allow</button>
${cancelButton()}`,
)}`,
  )
}

function item(request: AuthorizationRequest, scope: string, account: Account): Html {
  const title = TITLES[scope] ?? scope
  const heading = isOptional(request, scope)
    ? html`<label><input type="checkbox" name="grant" value="${scope}" checked> ${title} (optional)</label>`
    : html`<h2>${title}</h2>`
  const values = Object.entries(disclosed(scope, account)).map(
    ([member, value]) => [LABELS[member] ?? member, value ?? 'none in your account'] as const,
  )
  return html`<div class="box">${heading}${facts(values)}</div>`
}

const TITLES: Readonly<Record<string, string>> = { profile: 'Profile', postal_code: 'Primary address' }
const LABELS: Readonly<Record<string, string>> = { name: 'Name', email: 'Email', postal_code: 'Postal code' }
