// The body of a server's call, raw. One that is too large is no error here: its call is answered like any other.

import express, { type RequestHandler, type Response } from 'express'

/** Reads up to `limit` (`1mb`); of more it keeps nothing and says so. */
export function readBody(limit: string): RequestHandler {
  const read = express.raw({ type: () => true, limit })
  return (req, res, next) =>
    read(req, res, error => {
      const { type } = (error ?? {}) as { type?: unknown }
      if (type !== 'entity.too.large') return next(error)
      res.locals.bodyTooLarge = true
      next()
    })
}

export function isTooLarge(res: Response): boolean {
  return res.locals.bodyTooLarge === true
}
