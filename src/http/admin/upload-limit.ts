/** Forms with files: a few at a time, and none in the room of the recipients, because one may take an hour to arrive. */
import { finished } from 'node:stream'
import type { Request, RequestHandler, Response } from 'express'
import { showTooManyUploads } from '../../../views/admin/refusal.ts'
import { limitInFlight } from '../overload.ts'
import type { Web } from '../web.ts'
import { adminPage, sendAdmin } from './page.ts'

/** At once in one process: each keeps a parser busy and holds a slice of its rows. */
const mostUploads = 8

/** Before whatever reads a form with a file, once for all of them. */
export function limitUploads(web: Web): RequestHandler {
  const limit = limitInFlight(
    () => mostUploads,
    (req, res) => refuse(web, req, res),
  )
  return (req, res, next) => {
    if (!req.is('multipart/form-data')) return next()
    res.locals.leaveRoom?.()
    limit(req, res, next)
  }
}

/** Browsers read no answer before they have sent the file; nothing of it is kept, and it must come as soon as any form. */
function refuse(web: Web, req: Request, res: Response): void {
  finished(req, () => {
    if (res.headersSent) return
    res.set('Retry-After', '60')
    sendAdmin(res, 503, showTooManyUploads(adminPage(web, res, null)))
  })
  req.resume()
}
