/** What stands where a form with a file comes while too many others do. */
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
