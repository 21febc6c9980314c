/** What a use case refuses where no page tells it beside a form: the reason, which a person can mend, on a page of its own. */
import type { ErrorRequestHandler } from 'express'
import { showRefusal } from '../../../views/admin/refusal.ts'
import { DomainError, type DomainErrorCode } from '../../domain/errors.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

/** Anything else is for the last resort. */
const statuses: Partial<Readonly<Record<DomainErrorCode, number>>> = {
  'invalid-input': 400,
  'not-found': 404,
  conflict: 409,
}

/** After every route of the staff. */
export function handleRefusal(web: Web): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const status = error instanceof DomainError ? statuses[error.code] : undefined
    if (status === undefined || res.headersSent) return next(error)
    sendAdmin(res, status, showRefusal(adminPage(web, res, null), error.message.split('\n')))
  }
}
