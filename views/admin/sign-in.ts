/** How the staff gets in, and what stands where somebody may not. */
import type { Role } from '../../src/domain/staff.ts'
import { type Html, html } from '../html.ts'
import { inputField } from './form.ts'
import { type KeptForm, keptFields, keptFormOf } from './kept-form.ts'
import { type AdminPage, adminLayout, csrf } from './layout.ts'

export type Entrance = {
  readonly path: string
  readonly csrfToken: string
  readonly role: Role
  /** The link names nobody, so whoever uses it says who they are. */
  readonly asksName: boolean
  readonly problems: ReadonlyMap<string, string>
}

/** Opening this page uses nothing up, so whatever looks at links in mails and chats does no harm. */
export function showEntrance(
  page: AdminPage,
  { path, csrfToken, role, asksName, problems }: Entrance,
): string {
  const name = {
    name: 'name',
    label: 'Your name',
    value: '',
    hint: 'What you change is written down with it.',
    problems,
  }
  const content = html`<h1>Sign in as ${role}</h1>
<p>This link works once. You then stay signed in with this browser for up to 12 hours, and for an hour without a click.</p>
<form method="post" action="${path}">
${csrf({ csrfToken })}
${asksName && inputField(name, html`type="text" autocomplete="name" maxlength="80" required`)}
<button class="button primary" type="submit">Sign in</button>
</form>`
  return adminLayout(page, 'Sign in', content)
}

/** How somebody who is not signed in gets in. */
export function waysIn({ hasProvider }: AdminPage): Html {
  return html`${hasProvider && html`<p><a class="button primary" href="/admin/oidc/sign-in">Sign in with your organisation</a></p>`}
${makeOne}`
}

const makeOne = html`<p>A sign-in link works once within 15 minutes. Ask an operator for one, or make it where the service runs:</p>
<pre><code>npm run -s cli -- staff invite --role marketer --name "Your name"</code></pre>`

/** One page for a link that was used, is too old or never was. */
export function showSpentLink(page: AdminPage): string {
  return adminLayout(
    page,
    'This link is used up',
    html`<h1>This link is used up or too old</h1>
${page.staff ? html`<p>You are signed in with this browser as ${page.staff.name}. <a href="/admin">Go on to the campaigns</a></p>` : waysIn(page)}`,
  )
}

/** `kept` is what was typed into the form that came too late. */
export function showSignedOut(page: AdminPage, kept: KeptForm | null): string {
  return adminLayout(
    page,
    'Please sign in',
    html`<h1>Please sign in</h1>
<p>You are not signed in with this browser, or you have been away for too long.</p>
${
  kept &&
  html`<p class="notice"><strong>Nothing was changed, and what you typed is kept on this page.</strong> Leave it open, sign in in another tab, come back and press:</p>
${keptFormOf(kept, '', 'I have signed in: go on')}`
}
${waysIn(page)}`,
  )
}

export function showForbidden(page: AdminPage, role: Role): string {
  return adminLayout(
    page,
    'Not for your role',
    html`<h1>Your role cannot do this</h1>
<p>This needs the role “${role}”. Ask an operator; nothing was changed.</p>
<p><a href="/admin">All campaigns</a></p>`,
  )
}

/** A form that is not of this browser's session, or older than its sign-in. */
export function showStale(page: AdminPage, kept: KeptForm | null): string {
  return adminLayout(
    page,
    'Out of date',
    html`<h1>This page was out of date</h1>
${
  kept
    ? html`<p>Nothing was changed yet. This is what you typed before you signed in again; look at it and send it once more.</p>
${keptFields(kept)}
${keptFormOf(kept, page.csrfToken, 'Send it')}`
    : html`<p>Nothing was changed. Go back, reload the page and try once more.</p>`
}
<p><a href="/admin">All campaigns</a></p>`,
  )
}
