// When a request arrived: its head was there, and neither its body nor the code that a first call loads had been read.
// Its caller kept time up to this moment and answers for nothing later.

import type { RequestHandler, Response } from 'express'

/** Comes before all routes. The date of every answer is that of the emulator's own clock. */
export function noteArrival(clock: () => number): RequestHandler {
  return (_req, res, next) => {
    res.locals.arrivedMs = clock()
    res.setHeader('Date', new Date(res.locals.arrivedMs).toUTCString())
    next()
  }
}

/** Milliseconds since 1970. */
export function arrivedMs(res: Response): number {
  return res.locals.arrivedMs
}
