/** What the staff reads where there is no page, or something went wrong: never what a recipient would read. */
import type { ErrorKind } from '../error.ts'
import { html } from '../html.ts'
import { type AdminPage, adminLayout } from './layout.ts'

const words: Readonly<Record<ErrorKind, readonly [title: string, text: string]>> = {
  'not-found': ['There is no such page', 'The address may be cut off, or what it names is gone.'],
  'bad-request': [
    'That could not be read',
    'Nothing was changed. Go back, reload the page and try once more.',
  ],
  method: ['That is not possible here', 'Nothing was changed. This address only takes what a form sends.'],
  'too-large': [
    'That was too much',
    'The form was larger than any of these pages needs. Nothing was changed.',
  ],
  'too-many': ['Too many requests', 'Please wait a minute and try once more.'],
  busy: ['The service is busy', 'Recipients go first. Please try again in a few seconds.'],
  address: [
    'This address is not ready',
    'The people who run this service must finish its secure connection first.',
  ],
  internal: ['Something went wrong on our side', 'Look whether it was done before you try once more.'],
}

/** `reference` is what the log has the request under. */
export function showAdminError(page: AdminPage, kind: ErrorKind, reference: string): string {
  const [title, text] = words[kind]
  const content = html`<h1>${title}</h1>
<p>${text}</p>
<p><a href="/admin/campaigns">All campaigns</a></p>
<p><small>Reference ${reference}</small></p>`
  return adminLayout(page, title, content)
}
