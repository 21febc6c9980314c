/** From a request to a page of the staff. */
import type { Response } from 'express'
import type { AdminPage, Section } from '../../../views/admin/layout.ts'
import type { Web } from '../web.ts'

/** `section` is what the navigation marks as current. */
export function adminPage({ assets, test, context }: Web, res: Response, section: Section | null): AdminPage {
  return {
    stylesheet: assets.stylesheet.path,
    adminStylesheet: assets.adminStylesheet.path,
    script: assets.adminScript.path,
    test,
    section,
    staff: res.locals.staff ?? null,
    csrfToken: res.locals.csrfToken ?? '',
    hasLinks: res.locals.hasLinks ?? false,
    openBatches: res.locals.openBatches ?? [],
    hasProvider: context.identity !== null,
  }
}

/** English, whatever the browser asks for. */
export function sendAdmin(res: Response, status: number, text: string): void {
  res.status(status).set('Content-Language', 'en').type('html').send(text)
}
