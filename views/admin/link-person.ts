/** On the page of a claim link, for operators: what a recipient may ask for about themselves. */
import { type Html, html } from '../html.ts'
import { inputField } from './form.ts'
import { type AdminPage, csrf } from './layout.ts'

export function personSection(page: AdminPage, { id }: { readonly id: string }): Html {
  const reason = {
    name: 'reason',
    label: 'Reason, for the audit',
    hint: 'Such as the number of the request. Do not name the recipient.',
    value: '',
    problems: new Map(),
  }
  return html`<h2>About the recipient</h2>
<form method="post" action="/admin/links/${id}/person/export">
${csrf(page)}<button class="small-button" type="submit">Download what is stored</button> <span class="hint">All that their links of this campaign tell about them, the Amazon account included, as JSON. It is audited.</span>
</form>
<details>
<summary>Erase what is stored</summary>
<form method="post" action="/admin/links/${id}/person/erase">
${csrf(page)}<p>Forgets, for all their links of this campaign: your reference for them, their Amazon account, what was sent, the uploaded lines, and when they opened their links. Amount, times and the log stay. It cannot be undone, and only works once all their claims have ended.</p>
${inputField(reason, html`type="text" required maxlength="2000" autocomplete="off"`)}
<button class="small-button danger" type="submit">Erase for good</button>
</form>
</details>`
}
