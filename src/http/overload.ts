/**
 * Shedding: beyond a number of requests in flight the rest is refused at once. The connection is closed with the
 * refusal, because refusals on kept-alive connections are what makes goodput collapse.
 */
import type { Request, RequestHandler, Response } from 'express'
import { sendError } from './page.ts'
import type { Web } from './web.ts'

/** Counts the requests that pass here; those beyond `max` get `refuse`. */
export function limitInFlight(max: number, refuse: (req: Request, res: Response) => void): RequestHandler {
  let inFlight = 0
  return (req, res, next) => {
    if (inFlight >= max) {
      res.set({ Connection: 'close', 'Retry-After': '2' })
      return refuse(req, res)
    }
    inFlight += 1
    res.once('close', () => {
      inFlight -= 1
    })
    next()
  }
}

export function shedOverload(web: Web): RequestHandler {
  return limitInFlight(web.maxRequestsInFlight, (req, res) => sendError(web, req, res, 503, 'busy'))
}

/** Callbacks wait for Amazon, up to ten seconds each; when it is slow they must leave room for everybody else. */
export function shedCallbacks(web: Web): RequestHandler {
  return limitInFlight(Math.ceil(web.maxRequestsInFlight / 4), (req, res) =>
    sendError(web, req, res, 503, 'busy'),
  )
}
