/** What every QA page is made of: its stylesheets, and how it is sent. */
import type { Response } from 'express'
import type { QaPage } from '../../views/qa/layout.ts'
import type { Web } from './web.ts'

export function qaPage({ assets }: Pick<Web, 'assets'>): QaPage {
  return { stylesheet: assets.stylesheet.path, qaStylesheet: assets.qaStylesheet.path }
}

/** English whatever the browser asks for: QA is not for recipients. */
export function sendQa(res: Response, status: number, text: string): void {
  res.status(status).set('Content-Language', 'en').type('html').send(text)
}

/** After this time a deposit in doubt goes to a person. */
export function resendHours({ context }: Pick<Web, 'context'>): number {
  return context.resendWindowMs / 3_600_000
}
