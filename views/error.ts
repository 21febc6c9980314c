/** Anything that is no page of the journey: one fixed sentence per kind, never what went wrong inside. */
import { html } from './html.ts'
import { layout, type Page } from './layout.ts'
import type { Messages } from './locale.ts'

export type ErrorKind = keyof Messages['error']

export function showError(page: Page, kind: ErrorKind): string {
  const { title, text } = page.locale.messages.error[kind]
  return layout(page, title, html`<h1>${title}</h1><p>${text}</p>`)
}
