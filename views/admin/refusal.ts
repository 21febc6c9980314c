/** What stands where something was not done and no page of its own says so. */
import { html } from '../html.ts'
import { type AdminPage, adminLayout } from './layout.ts'

export function showTooManyUploads(page: AdminPage): string {
  return adminLayout(
    page,
    'Too many files at once',
    html`<h1>Many other files are arriving right now</h1>
<p>Nothing of what you sent was taken. Go back, and send the form once more in a minute.</p>`,
  )
}

/** `reasons` are sentences that a person can act upon. */
export function showRefusal(page: AdminPage, reasons: readonly string[]): string {
  return adminLayout(
    page,
    'Not done',
    html`<h1>This could not be done</h1>
${reasons.map(reason => html`<p>${reason}</p>`)}
<p><a href="/admin">All campaigns</a></p>`,
  )
}
