/** The layout of the staff's pages: English, wide on a desk and one column on a phone. Recipients never see one. */
import type { LinkBatch } from '../../src/domain/link-batch.ts'
import { includesRole, type Role, type Staff } from '../../src/domain/staff.ts'
import { type Html, html } from '../html.ts'
import { testMark } from '../layout.ts'

export type Section = 'campaigns' | 'find' | 'audit' | 'operations' | 'staff'

export type AdminPage = {
  readonly stylesheet: string
  readonly adminStylesheet: string
  readonly script: string
  /** True wherever no real money can move. */
  readonly test: boolean
  /** What the navigation marks as current. */
  readonly section: Section | null
  /** Null before somebody has signed in. */
  readonly staff: Staff | null
  /** What every form carries, as `csrf`. */
  readonly csrfToken: string
  /** On the pages of a campaign: it has links that somebody could claim. */
  readonly hasLinks: boolean
  /** On the pages of a campaign: orders of links that somebody must download or confirm. */
  readonly openBatches: readonly LinkBatch[]
  /** Members may sign in at an OpenID provider as well. */
  readonly hasProvider: boolean
}

/** Whether whoever looks at the page may do what needs the role. */
export function mayAct({ staff }: AdminPage, needed: Role): boolean {
  return staff !== null && includesRole(staff.role, needed)
}

/** The last is for whom the role lets. */
const sections: ReadonlyArray<readonly [Section, string, Role]> = [
  ['campaigns', 'Campaigns', 'viewer'],
  ['find', 'Find a link', 'viewer'],
  ['audit', 'Audit', 'viewer'],
  ['operations', 'Operations', 'viewer'],
  ['staff', 'Staff', 'operator'],
]

export function adminLayout(page: AdminPage, title: string, content: Html): string {
  const { staff } = page
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} – Login and Receive</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${page.stylesheet}">
<link rel="stylesheet" href="${page.adminStylesheet}">
<script src="${page.script}" defer></script>
</head>
<body class="admin">
<a class="skip" href="#content">Skip to the content</a>
${page.test && testMark('Test: no money moves')}
<header class="bar">
<p class="product">Login and Receive</p>
${staff && navigation(page, staff)}
${staff && whoIsIn(page, staff)}
</header>
<main id="content">
${content}
</main>
</body>
</html>
`.text
}

function navigation({ section }: AdminPage, { role }: Staff): Html {
  const shown = sections.filter(([, , needed]) => includesRole(role, needed))
  return html`<nav aria-label="Sections"><ul class="tabs">${shown.map(
    ([name, text]) =>
      html`<li><a href="/admin/${name}"${name === section && html` aria-current="page"`}>${text}</a></li>`,
  )}</ul></nav>`
}

function whoIsIn(page: AdminPage, { name, role }: Staff): Html {
  return html`<form class="who" method="post" action="/admin/sign-out">
${csrf(page)}<span>${name}, ${role}</span>
<button class="plain" type="submit">Sign out</button>
</form>`
}

/** The first field of every form. */
export function csrf({ csrfToken }: Pick<AdminPage, 'csrfToken'>): Html {
  return html`<input type="hidden" name="csrf" value="${csrfToken}">`
}
