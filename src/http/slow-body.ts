/** Bodies that never end: cut off after a while, unless somebody has asked for a large one. */
import type { IncomingMessage } from 'node:http'
import type { RequestHandler, Response } from 'express'

declare module 'express-serve-static-core' {
  interface Locals {
    /** Ends the wait for the body of this request. */
    bodyTimer?: NodeJS.Timeout
  }
}

/** A form is a few hundred bytes. */
export const bodyPatienceMs = 20_000

/** Silence after which an upload has broken off. */
const uploadSilenceMs = 30_000

/** Cuts off whoever has not sent the whole body by then. */
export function cutSlowBodies(patienceMs: number): RequestHandler {
  return (req, res, next) => {
    if (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined)
      return next()
    const timer = setTimeout(() => cut(req, res), patienceMs)
    res.locals.bodyTimer = timer
    req.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
    next()
  }
}

/** Lets a file take its time, for as long as it keeps coming. */
export function awaitLargeBody(req: IncomingMessage, res: Response): void {
  clearTimeout(res.locals.bodyTimer)
  req.setTimeout(uploadSilenceMs, () => req.destroy())
  // What is done with it may take longer than that.
  req.once('end', () => req.setTimeout(0))
}

function cut(req: IncomingMessage, res: Response): void {
  if (!res.headersSent) res.writeHead(408, { Connection: 'close' }).end()
  req.destroy()
}
