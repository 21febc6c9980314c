// The frame of the control surface's pages: where they are, the links between them, what was just done.

import { type Html, html, page } from '../../html.ts'
import { CONTROL_STYLE } from './control-style.ts'

/** Where each page is. */
export const PATHS = {
  overview: '/_emulator',
  calls: '/_emulator/page/calls',
  loads: '/_emulator/page/loads',
  faults: '/_emulator/page/faults',
  scenarios: '/_emulator/page/scenarios',
  worlds: '/_emulator/page/worlds',
  facts: '/_emulator/page/facts',
} as const

export type PageName = keyof typeof PATHS

const LABELS: Readonly<Record<PageName, string>> = {
  overview: 'Overview',
  calls: 'Calls',
  loads: 'Loads',
  faults: 'Faults',
  scenarios: 'Scenarios',
  worlds: 'Worlds',
  facts: 'Fact or assumption',
}

/** What a form has done, said on the page that it leads back to. */
const DONE = {
  added: 'The fault is active.',
  removed: 'The fault is gone.',
  cleared: 'No fault is active any more.',
  funds: 'The funds are set.',
  scenario: 'The scenario is on.',
  world: 'The world has changed.',
  key: 'The key is switched.',
  reset: 'Everything is forgotten: loads, calls, funds, faults, world, keys and sign-ins.',
} as const

export type Deed = keyof typeof DONE

/** The address of a page that says so, and what it was done to. */
export function pathAfter(deed: Deed, name: PageName, subject: Readonly<Record<string, string>>): string {
  return `${PATHS[name]}?${new URLSearchParams({ done: deed, ...subject })}`
}

export interface Sheet {
  readonly name: PageName
  readonly title: string
  readonly lead: Html
  readonly body: Html
  /** What stands in the query as `done`, whatever that is. */
  readonly done?: unknown
  /** What it was done to, in words. */
  readonly subject?: string | undefined
  /** What was wrong with a form. */
  readonly problem?: string | undefined
}

export function controlPage({ name, title, lead, body, done, subject, problem }: Sheet): string {
  const notice = Object.entries(DONE).find(([deed]) => deed === done)?.[1]
  const said = notice
    ? html`<p class="notice" role="status">${subject ? `${subject}: ` : ''}${notice}</p>`
    : html``
  const wrong = problem ? html`<p class="problem" role="alert">${problem}</p>` : html``
  const content = html`<p class="lead">${lead}</p>${said}${wrong}
${body}`
  return page(title, content, { nav: navigation(name), style: CONTROL_STYLE })
}

/** Whether a page looks again by itself, and the link that changes it. */
export function liveToggle(name: PageName, live: boolean): Html {
  if (!live) return html`<a href="${PATHS[name]}?live">Watch live</a>`
  return html`Looks again every 2 seconds. <a href="${PATHS[name]}">Stop</a>`
}

function navigation(current: PageName): Html {
  const links = Object.entries(PATHS).map(([name, path]) => {
    const label = LABELS[name as PageName]
    if (name === current) return html`<li><a href="${path}" aria-current="page">${label}</a></li>`
    return html`<li><a href="${path}">${label}</a></li>`
  })
  return html`<nav aria-label="Pages"><ul>${links}</ul></nav>`
}
