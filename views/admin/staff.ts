/** Who belongs to the staff, and the forms by which an operator lets somebody in, changes a role or lets somebody go. */
import { type Role, roles } from '../../src/domain/staff.ts'
import { type Html, html } from '../html.ts'
import { formatTime, locales } from '../locale.ts'
import { copyable } from './copy.ts'
import { choiceField, inputField, problemSummary } from './form.ts'
import { type AdminPage, adminLayout, csrf } from './layout.ts'

const [english] = locales

export type ShownMember = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  readonly seenAt: Date | null
  readonly fromProvider: boolean
}

export type InviteForm = {
  readonly values: { readonly name: string; readonly role: string }
  readonly problems: ReadonlyMap<string, string>
  /** The member who has the name already. */
  readonly known: ShownMember | undefined
}

const explained: ReadonlyArray<readonly [Role, string]> = [
  ['viewer', 'viewer: only looks'],
  ['marketer', 'marketer: campaigns and links'],
  ['operator', 'operator: money and staff too'],
]

export function showStaff(page: AdminPage, members: readonly ShownMember[], form: InviteForm): string {
  const content = html`<h1>Staff</h1>
${problemSummary(form.problems, { role: 'Role', name: 'Name' })}
<ul class="members">${members.map(member => memberItem(page, member))}</ul>
<h2 id="invite">Invite somebody</h2>
<p>You get a link that signs them in once, within 15 minutes. Send it to them alone, by chat or mail.</p>
<form method="post" action="/admin/staff/invite">
${csrf(page)}
${choiceField({ name: 'role', label: 'Role', value: form.values.role, problems: form.problems }, explained)}
${inputField(
  {
    name: 'name',
    label: 'Name (optional)',
    value: form.values.name,
    hint: 'Without one they say it themselves. The name of a member makes a new link for them, with the role they have.',
    problems: form.problems,
  },
  html`type="text" maxlength="80" autocomplete="off"`,
)}
<button class="button primary" type="submit">Make a sign-in link</button>
</form>
${form.known && html`<p>Or, for ${form.known.name} as ${form.known.role}:</p>\n${linkForm(page, form.known)}`}`
  return adminLayout(page, 'Staff', content)
}

function memberItem(page: AdminPage, member: ShownMember): Html {
  const { id, name, role, createdAt, seenAt, fromProvider } = member
  const isOneself = page.staff?.id === id
  return html`<li>
<div><h2>${name} <span class="state">${role}</span></h2>
<p class="hint">${isOneself && 'This is you. '}Came ${time(createdAt)}. ${seenAt ? html`Last seen ${time(seenAt)}.` : 'Never signed in.'}
${fromProvider && 'The sign-in provider decides the role.'}</p></div>
<div class="acts">
${!isOneself && !fromProvider && roleForm(page, member)}
${linkForm(page, member)}
${!isOneself && html`<a class="small-button" href="/admin/staff/${id}/remove">Remove<span class="spoken"> ${name}</span></a>`}
</div>
</li>`
}

function roleForm(page: AdminPage, { id, name, role }: ShownMember): Html {
  return html`<form method="post" action="/admin/staff/${id}/role">
${csrf(page)}
<label class="spoken" for="role-${id}">Role of ${name}</label>
<select id="role-${id}" name="role">${roles.map(
    known => html`<option value="${known}"${known === role && html` selected`}>${known}</option>`,
  )}</select>
<button class="small-button" type="submit">Change<span class="spoken"> the role of ${name}</span></button>
</form>`
}

function linkForm(page: AdminPage, { name, role }: ShownMember): Html {
  return html`<form method="post" action="/admin/staff/invite">
${csrf(page)}
<input type="hidden" name="name" value="${name}"><input type="hidden" name="role" value="${role}">
<button class="small-button" type="submit">New sign-in link<span class="spoken"> for ${name}</span></button>
</form>`
}

export type Invited = { readonly link: string; readonly name: string | null; readonly role: Role }

/** The only time that anybody sees the link. */
export function showInvited(page: AdminPage, { link, name, role }: Invited): string {
  const content = html`<h1>Sign-in link for ${name ?? 'a new member'}</h1>
<p>It signs in once, as ${role}, within 15 minutes. It is shown only now: copy it and send it to ${name ?? 'them'} alone.</p>
${copyable('sign-in-link', 'Sign-in link', link)}
<p><a href="/admin/staff">Back to the staff</a></p>`
  return adminLayout(page, 'Sign-in link', content)
}

export function showRemoval(
  page: AdminPage,
  { id, name, fromProvider }: ShownMember,
  problems: ReadonlyMap<string, string>,
): string {
  const content = html`<h1>Remove ${name}?</h1>
${problemSummary(problems, {})}
<p>${name} is signed out everywhere at once, and sign-in links that they or you made for them stop working. What they did stays in the audit.</p>
${fromProvider && html`<p>They cannot come back through the sign-in provider either.</p>`}
<form method="post" action="/admin/staff/${id}/remove">
${csrf(page)}
<button class="button primary danger" type="submit">Remove ${name}</button>
</form>
<p><a href="/admin/staff">Keep ${name}</a></p>`
  return adminLayout(page, `Remove ${name}`, content)
}

/** For an address whose member does not exist, or was removed meanwhile. */
export function showNoMember(page: AdminPage): string {
  const content = html`<h1>There is no such member</h1>
<p>Somebody may have removed them meanwhile. <a href="/admin/staff">The whole staff</a></p>`
  return adminLayout(page, 'No such member', content)
}

function time(at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${formatTime(english, at, 'UTC')}</time>`
}
