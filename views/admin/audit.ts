/** The audit: who did what by hand, newest first, with what was before and after. */
import type { AuditEntry, Change, ShownEntry } from '../../src/domain/audit.ts'
import { type Html, html } from '../html.ts'
import { auditWords, fieldsOf, fieldText, isChange, subjectText, valueText } from '../operator/audit.ts'
import { choiceField, inputField } from './form.ts'
import { type AdminPage, adminLayout } from './layout.ts'

export type AuditForm = {
  /** What was asked for, by field. */
  readonly values: Readonly<Record<'by' | 'action' | 'subject' | 'from' | 'to', string>>
  /** Sentence by field. */
  readonly problems: ReadonlyMap<string, string>
  /** Who can be chosen as the person. */
  readonly names: readonly string[]
}

export type AuditList = {
  readonly entries: readonly ShownEntry[]
  /** Where the older entries are; null on the last page. */
  readonly olderPath: string | null
  /** Where the newest entries are; null on the first page. */
  readonly newestPath: string | null
}

export function showAudit(page: AdminPage, form: AuditForm, list: AuditList): string {
  const content = html`<h1>Audit</h1>
<p>What people changed by hand. Nobody can alter or delete an entry. Times are in UTC.</p>
${form.problems.size > 0 && html`<p class="notice problem" role="alert">Nothing is shown, because one field cannot be read. See below.</p>`}
${filter(form)}
${list.entries.length === 0 ? html`<p>There is no such entry.</p>` : html`<ol class="entries">${list.entries.map(item)}</ol>`}
${pages(list)}`
  return adminLayout(page, 'Audit', content)
}

function filter({ values, problems, names }: AuditForm): Html {
  const field = (name: keyof AuditForm['values'], label: string) => ({
    name,
    label,
    value: values[name],
    problems,
  })
  const actions = Object.entries(auditWords).map(([action]) => [action, action] as const)
  const isOpen = Object.values(values).some(value => value !== '')
  return html`<details class="filter"${isOpen && html` open`}>
<summary>Show only some</summary>
<form class="fields" method="get" action="/admin/audit">
${inputField(field('by', 'Person'), html`type="text" list="names" maxlength="80"`)}
<datalist id="names">${names.map(name => html`<option value="${name}"></option>`)}</datalist>
${choiceField(field('action', 'What they did'), [['', 'anything'], ...actions])}
${inputField(field('subject', 'To which campaign, link or member'), html`type="text" maxlength="300"`)}
${inputField(field('from', 'From this day'), html`type="date"`)}
${inputField(field('to', 'To this day'), html`type="date"`)}
<p class="acts"><button class="small-button" type="submit">Show</button> <a href="/admin/audit">Show everything</a></p>
</form>
</details>`
}

function item(entry: ShownEntry): Html {
  const { actor, action, at } = entry
  return html`<li>
<p><strong>${actor}</strong> ${auditWords[action] ?? action} ${subject(entry)}
<small><time datetime="${at.toISOString()}">${utc(at)} UTC</time></small></p>
${changes(entry)}
</li>`
}

/** Nobody has to read twice who signed in. */
function subject(entry: ShownEntry): Html | null {
  if (entry.kind === 'member' && entry.called === entry.actor) return null
  const [text, path] = [subjectText(entry), pathOf(entry)]
  return path === null ? html`${text}` : html`<a href="${path}">${text}</a>`
}

function pathOf({ kind, subject, campaignId }: ShownEntry): string | null {
  if (kind === 'campaign') return `/admin/campaigns/${subject}`
  if (kind === 'batch') return `/admin/campaigns/${campaignId}/links/batches/${subject}`
  return kind === 'link' ? `/admin/links/${subject}` : null
}

/** What changed as a table, and what was only said, such as a reason, as a line. */
function changes(entry: AuditEntry): Html {
  const fields = fieldsOf(entry)
  const changed = fields.flatMap(([field, value]) => (isChange(value) ? [[field, value] as const] : []))
  const said = fields.flatMap(([field, value]) =>
    isChange(value) || value === null ? [] : [[field, value] as const],
  )
  return html`${changed.length > 0 && table(changed)}
${said.map(([field, value]) => html`<p class="said"><span>${fieldText(field)}:</span> ${valueText(value)}</p>`)}`
}

/** Of what was made there is no before, of what is gone no after. */
function table(changed: ReadonlyArray<readonly [string, Change]>): Html {
  const columns = (['before', 'after'] as const).filter(column =>
    changed.some(([, change]) => change[column] !== null),
  )
  return html`<table class="changes">
<thead><tr><th scope="col">What</th>${columns.map(column => html`<th scope="col">${titles[column]}</th>`)}</tr></thead>
<tbody>${changed.map(
    ([field, change]) =>
      html`<tr><th scope="row">${fieldText(field)}</th>${columns.map(column => html`<td>${valueText(change[column])}</td>`)}</tr>`,
  )}</tbody>
</table>`
}

const titles = { before: 'Before', after: 'After' } as const

function pages({ olderPath, newestPath }: AuditList): Html | null {
  if (olderPath === null && newestPath === null) return null
  return html`<nav aria-label="Pages"><ul class="tabs">
${newestPath !== null && html`<li><a href="${newestPath}">Newest</a></li>`}
${olderPath !== null && html`<li><a href="${olderPath}">Older</a></li>`}
</ul></nav>`
}

/** Like 2026-11-27 21:05:30. */
function utc(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
