/** What keeps the machine and the money right, for operators and whoever looks on. */
import { html } from '../html.ts'
import { type AdminPage, adminLayout } from './layout.ts'

/** One line for each page. */
const pages: ReadonlyArray<readonly [path: string, title: string, text: string]> = [
  [
    '/admin/launch',
    'Launch',
    'Every step to go live, what is missing, the validation link, and the opening for claims.',
  ],
  ['/admin/keys', 'Access keys', 'Which key signs at Amazon, how old each is, and how to rotate them.'],
  ['/admin/funds', 'Funds', 'What Amazon says of each balance, how long it lasts, and how to add to it.'],
  ['/admin/activity', 'Activity', 'What was paid, to the cent and by day, for whoever keeps the books.'],
]

export function showOperations(page: AdminPage): string {
  const content = html`<h1>Operations</h1>
<ul class="campaign-list">${pages.map(
    ([path, title, text]) => html`<li><div><h2><a href="${path}">${title}</a></h2><p>${text}</p></div></li>`,
  )}</ul>`
  return adminLayout(page, 'Operations', content)
}
