/** The last resort: which status and fixed page an error becomes. What went wrong goes to the log alone. */
import type { ErrorRequestHandler, Request, Response } from 'express'
import type { ErrorKind } from '../../views/error.ts'
import { DomainError } from '../domain/errors.ts'
import { sendError } from './page.ts'
import type { Web } from './web.ts'

export function notFound(web: Web) {
  return (req: Request, res: Response) => sendError(web, req, res, 404, 'not-found')
}

export function methodNotAllowed(web: Web, allow: string) {
  return (req: Request, res: Response) => {
    res.set('Allow', allow)
    sendError(web, req, res, 405, 'method')
  }
}

export function handleError(web: Web): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const status = clientStatus(error)
    if (status === null)
      web.context.log.error({ reference: res.locals.reference, error: describe(error) }, 'request failed')
    if (res.headersSent) return res.writableEnded ? undefined : void req.socket.destroy()
    if (status === null) return sendFailure(web, req, res, error)
    sendError(web, req, res, status, clientKind(status))
  }
}

/** What is away for a moment is worth another try; anything else is ours to mend. */
function sendFailure(web: Web, req: Request, res: Response, error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'unavailable'))
    return sendError(web, req, res, 500, 'internal')
  res.set('Retry-After', '5')
  sendError(web, req, res, 503, 'internal')
}

/** body-parser and Express mark errors of the request with their status. */
function clientStatus(error: unknown): number | null {
  const status = error !== null && typeof error === 'object' && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}

function clientKind(status: number): ErrorKind {
  return status === 413 ? 'too-large' : 'bad-request'
}

/** Message and stack for the log; properties such as request bodies or query parameters stay out of it. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'something that is no Error was thrown' }
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' && { errorCode: code }),
  }
}
